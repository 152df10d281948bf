/** Hosts for which browsers send Fetch Metadata over plain http, too (W3C Secure Contexts, section 3.1). */
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Headers of every page of the flow. Nothing is loaded from elsewhere and nobody may frame it; a form may lead to the
 * tenant, since browsers apply `form-action` to the redirect that answers it.
 */
export function pageHeaders(publicUrl: string, returnUrl: string | null): Record<string, string> {
  const formTargets = ["'self'", ...(returnUrl ? [new URL(returnUrl).origin] : [])];
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    `form-action ${formTargets.join(' ')}`,
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(self), microphone=(), geolocation=()',
    'Referrer-Policy': referrerPolicy(publicUrl),
  };
}

/**
 * Under `no-referrer` a form's `Origin` is `null`, and Fetch Metadata must say that it is ours. On plain http away
 * from loopback browsers send none: there our own server, and no other, may see the referrer.
 */
function referrerPolicy(publicUrl: string): 'no-referrer' | 'same-origin' {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'https:' || LOOPBACK.test(hostname) ? 'no-referrer' : 'same-origin';
}
