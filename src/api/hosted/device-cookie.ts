import { hashToken } from '../../crypto/token.ts';
import { findSessionByDevice, type HostedSession, type Session } from '../../db/sessions.ts';
import type { ApiDeps } from '../deps.ts';

/** How long a device may still see the outcome once the session's time is over. */
const GRACE_MS = 60 * 60 * 1000;

/**
 * `__Host-` binds the cookie to this host and to https (RFC 6265bis section 4.1.3.2). On plain http, which is for a
 * person's own machine, browsers would refuse the prefix.
 */
export function deviceCookieName(publicUrl: string, sessionId: string): string {
  return publicUrl.startsWith('https:') ? `__Host-kvs_${sessionId}` : `kvs_${sessionId}`;
}

/** The value of `Set-Cookie` for a device's token. */
export function deviceCookie(publicUrl: string, session: Session, token: string): string {
  const attributes = [
    `${deviceCookieName(publicUrl, session.sessionId)}=${token}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    `Expires=${endOfDevice(session).toUTCString()}`,
  ];
  return [...attributes, ...(publicUrl.startsWith('https:') ? ['Secure'] : [])].join('; ');
}

/** The session that a device's token opens; undefined where it opens none, or its time is over. */
export async function findSessionOfDevice(
  { db, clock }: Pick<ApiDeps, 'db' | 'clock'>,
  sessionId: string,
  token: string | undefined,
): Promise<HostedSession | undefined> {
  if (!token) return undefined;
  const session = await findSessionByDevice(db, sessionId, hashToken(token));
  return session && clock() < endOfDevice(session) ? session : undefined;
}

function endOfDevice({ expiresAt }: Session): Date {
  return new Date(expiresAt.getTime() + GRACE_MS);
}
