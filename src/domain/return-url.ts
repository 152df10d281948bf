import type { ReviewStatus } from './session.ts';

/**
 * Where the browser goes at the end: `{returnUrl}?session_id=...&status=...`. The tenant's own query and
 * fragment are kept; values of the two names that were there before give way.
 */
export function returnLocation(returnUrl: string, sessionId: string, status: ReviewStatus): string {
  const url = new URL(returnUrl);
  url.searchParams.set('session_id', sessionId);
  url.searchParams.set('status', status);
  return url.href;
}
