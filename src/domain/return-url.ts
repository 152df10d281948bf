import type { ReviewStatus } from './session.ts';

const OURS = /^(session_id|status)(=|$)/;

/**
 * Where the browser goes at the end: `{returnUrl}?session_id=...&status=...`. The tenant's own query and
 * fragment are kept as they are written; only values of our two names that were there before give way.
 */
export function returnLocation(returnUrl: string, sessionId: string, status: ReviewStatus): string {
  const url = new URL(returnUrl);
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !OURS.test(pair));
  url.search = [...kept, `session_id=${encodeURIComponent(sessionId)}`, `status=${status}`].join('&');
  return url.href;
}
