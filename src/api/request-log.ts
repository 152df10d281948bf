import { randomUUID } from 'node:crypto';
import type { RouterContext } from '@koa/router';
import type { Middleware } from 'koa';
import { isUuid } from '../db/tenancy.ts';
import type { ApiDeps } from './deps.ts';
import type { ApiState } from './state.ts';

const REQUEST_ID = /^[\w-]{8,64}$/;

/**
 * Names each request and writes one line about it. The pattern of the route is logged, never the address: ids
 * that are none and query strings may hold what a person sent.
 */
export function logRequests({ log, onRequest }: Pick<ApiDeps, 'log' | 'onRequest'>): Middleware<ApiState> {
  return async (ctx, next) => {
    const startedAt = performance.now();
    const given = ctx.get('X-Request-Id');
    ctx.state.requestId = REQUEST_ID.test(given) ? given : randomUUID();
    ctx.set('X-Request-Id', ctx.state.requestId);
    await next();
    const { _matchedRoute: route, params } = ctx as typeof ctx & Partial<RouterContext>;
    const sessionId = params?.sessionId;
    const ms = performance.now() - startedAt;
    onRequest?.({ method: ctx.method, route: String(route ?? 'none'), status: ctx.status, ms });
    log.info({
      code: 'REQUEST',
      ...ctx.state,
      ...(sessionId !== undefined && isUuid(sessionId) && { sessionId }),
      method: ctx.method,
      route: route === undefined ? null : String(route),
      status: ctx.status,
      ms: Math.round(ms),
    });
  };
}
