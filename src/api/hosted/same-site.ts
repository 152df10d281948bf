import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request that changes something comes from our own pages: the browser says so itself (Fetch Metadata), or
 * names our origin. A request with neither is refused; programs send `Origin`.
 */
export function isSameSite(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'same-site') return true;
  if (site === 'cross-site') return false;
  return headers.origin === new URL(publicUrl).origin;
}
