import { isIpAddress, isLoopbackAddress, isReservedAddress } from './reserved-address.ts';
import type { Environment } from './session.ts';

/** What an address is for: the browser is sent to `return`, we ourselves call `webhook`. */
export type CallbackUse = 'return' | 'webhook';

export interface CallbackRules {
  environment: Environment;
  /** Whether test sessions may name this machine, over plain HTTP too. */
  allowLoopbackInTest: boolean;
  /** Whether a reserved address is one that the installation calls all the same. */
  isAllowed?: (ip: string) => boolean;
}

/** Ports that live webhooks are sent to; '' is the default port of https, 443. */
const LIVE_WEBHOOK_PORTS = ['', '8443'];

/**
 * Why an address is not taken; undefined where it is. Names are not resolved: one that does not resolve today
 * is taken, and the guard of outgoing connections judges every address that it resolves to.
 */
export function callbackUrlProblem(use: CallbackUse, text: string, rules: CallbackRules): string | undefined {
  if (/[\s\p{Cc}\p{Cs}\\]/u.test(text))
    return 'must not contain white space, control characters or backslashes';
  if (!URL.canParse(text)) return 'must be an absolute URL';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must be an https address';
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or password';
  const host = hostOf(url);
  if (isLoopback(host)) return loopbackProblem(rules);
  if (url.protocol !== 'https:') return 'must use https';
  if (isIpAddress(host) && isReservedAddress(host) && !rules.isAllowed?.(host)) {
    return 'must not be a private or reserved address';
  }
  if (use === 'webhook' && rules.environment === 'live' && !LIVE_WEBHOOK_PORTS.includes(url.port)) {
    return 'must use port 443 or 8443';
  }
  return undefined;
}

function loopbackProblem({ environment, allowLoopbackInTest }: CallbackRules): string | undefined {
  if (environment === 'live') return 'must not be an address of this machine in the live environment';
  return allowLoopbackInTest ? undefined : 'must not be an address of this machine';
}

/** `new URL` has already brought numbers in any notation to four decimals; what is left are brackets and the root dot. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** `localhost` and names below it are this machine (RFC 6761 section 6.3). */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isLoopbackAddress(host);
}
