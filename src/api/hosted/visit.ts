import type { RouterContext } from '@koa/router';
import { type HostedPaths, hostedPaths } from '../../contract/hosted.ts';
import type { HostedSession } from '../../db/sessions.ts';
import type { ApiDeps } from '../deps.ts';
import { ApiError } from '../errors.ts';
import type { ApiState } from '../state.ts';
import { deviceCookieName, findSessionOfDevice } from './device-cookie.ts';

export type HostedDeps = ApiDeps & {
  /** Path of the public address, before every path of this site. */
  basePath: string;
};

/** One request for a page of the hosted flow. */
export interface Visit {
  ctx: RouterContext<ApiState>;
  deps: HostedDeps;
  sessionId: string;
  paths: HostedPaths;
  /** When the request came. Acts under a lock ask the clock themselves. */
  now: Date;
  /** Whose session it is; undefined until a link or a device has shown it. */
  known: Known | undefined;
}

export interface Known {
  session: HostedSession;
  /** False where only the link was shown. */
  byDevice: boolean;
}

export function openVisit(ctx: RouterContext<ApiState>, deps: HostedDeps): Visit {
  const sessionId = ctx.params.sessionId ?? '';
  return {
    ctx,
    deps,
    sessionId,
    paths: hostedPaths(sessionId, deps.basePath),
    now: deps.clock(),
    known: undefined,
  };
}

/** Whether the client is a program. Browsers ask for HTML first. */
export function wantsJson({ ctx }: Pick<Visit, 'ctx'>): boolean {
  return ctx.accepts('html', 'json') === 'json';
}

/** Remembers whose session it is, so that every page from here on carries the tenant's name. */
export function recognise(visit: Visit, session: HostedSession, byDevice: boolean): void {
  visit.ctx.state.organizationId = session.organizationId;
  visit.known = { session, byDevice };
}

/** True where the request comes from a device of the session. */
export async function recogniseDevice(visit: Visit): Promise<boolean> {
  const { ctx, deps, sessionId } = visit;
  const token = ctx.cookies.get(deviceCookieName(deps.publicUrl, sessionId));
  const session = await findSessionOfDevice(deps, sessionId, token);
  if (session) recognise(visit, session, true);
  return session !== undefined;
}

/** The session of the device that asks. Throws `DEVICE_UNKNOWN`. */
export async function admitDevice(visit: Visit): Promise<HostedSession> {
  if (!(await recogniseDevice(visit)) || !visit.known) throw new ApiError('DEVICE_UNKNOWN');
  return visit.known.session;
}
