import Router from '@koa/router';
import Koa, { type Middleware } from 'koa';
import type { ApiDeps } from './deps.ts';
import { errorFields } from './error-fields.ts';
import { ApiError, answerProblems } from './errors.ts';
import { logRequests } from './request-log.ts';
import { documentRoutes } from './routes/documents.ts';
import { healthRoutes } from './routes/health.ts';
import { hostedRoutes } from './routes/hosted.ts';
import { openapiRoutes } from './routes/openapi.ts';
import { sessionRoutes } from './routes/sessions.ts';
import type { ApiState } from './state.ts';

/** Mounts the routes of one noun. */
export type Routes = (router: Router<ApiState>, deps: ApiDeps) => void;

const ROUTES: readonly Routes[] = [healthRoutes, openapiRoutes, sessionRoutes, documentRoutes, hostedRoutes];

/** The whole HTTP surface. Opens nothing by itself: hand `app.callback()` to a server. */
export function createApp(deps: ApiDeps): Koa<ApiState> {
  const app = new Koa<ApiState>();
  const router = new Router<ApiState>();
  for (const mount of ROUTES) mount(router, deps);
  app.on('error', (error) => logLateError(deps, error));
  app.use(logRequests(deps));
  app.use(answerProblems(deps));
  app.use(secureHeaders(deps));
  app.use(router.routes());
  app.use(refuseUnrouted);
  return app;
}

/** The strictest of each; a page loosens what it needs. */
function secureHeaders({ publicUrl }: Pick<ApiDeps, 'publicUrl'>): Middleware<ApiState> {
  const headers = {
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    ...(publicUrl.startsWith('https:') && { 'Strict-Transport-Security': 'max-age=31536000' }),
  };
  return async (ctx, next) => {
    ctx.set(headers);
    await next();
  };
}

/** Reached where no route took the request: the address is unknown, or does not take the method (RFC 9110 section 15.5.6). */
const refuseUnrouted: Middleware<ApiState> = async (ctx) => {
  const { matched = [] } = ctx as { matched?: readonly { methods: readonly string[] }[] };
  const methods = new Set(matched.flatMap((layer) => layer.methods));
  if (methods.size === 0) throw new ApiError('ROUTE_NOT_FOUND');
  throw new ApiError('METHOD_NOT_ALLOWED', { headers: { Allow: [...methods].join(', ') } });
};

/** Those of the parser (`HPE_`) say that a request ended in its middle, or went on as something else. */
const GONE = /^(ECONNRESET|ECONNABORTED|EPIPE|ERR_STREAM_PREMATURE_CLOSE|HPE_\w+)$/;

/** Errors after the answer was begun. A caller who hung up is no error of ours. */
function logLateError({ log }: Pick<ApiDeps, 'log'>, error: unknown): void {
  const fields = errorFields(error);
  if (GONE.test(fields.errorCode ?? '')) log.debug({ code: 'CALLER_GONE' });
  else log.error({ code: 'ANSWER_BROKE_OFF', ...fields });
}
