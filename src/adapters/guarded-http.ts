import { lookup as resolveName } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher, errors, request } from 'undici';
import { isAddressWithin, isLoopbackAddress, isReservedAddress } from '../domain/reserved-address.ts';
import type { Environment } from '../domain/session.ts';

/** How far an exchange came that has no answer. */
export type ExchangeErrorCode =
  | 'TARGET_FORBIDDEN'
  | 'TIMEOUT'
  | 'DNS_FAILED'
  | 'CONNECTION_FAILED'
  | 'TLS_FAILED'
  | 'RESPONSE_INVALID';

/** Raised by {@link GuardedHttp}. Holds a code and nothing of the address, the headers or the bodies. */
export class ExchangeError extends Error {
  override name = 'ExchangeError';
  readonly code: ExchangeErrorCode;
  constructor(code: ExchangeErrorCode) {
    super(`The exchange failed: ${code}`);
    this.code = code;
  }
}

export interface PostRequest {
  url: string;
  headers: Record<string, string>;
  body: Buffer;
  environment: Environment;
  /** Over the whole exchange: name, connection, headers and body. */
  deadlineMs: number;
  /** Bytes of the answer that are returned; a little more may be read, the rest never is. */
  maxResponseBytes: number;
}

export interface PostAnswer {
  statusCode: number;
  /** As the receiver sent it. */
  retryAfter: string | undefined;
  body: Buffer;
  durationMs: number;
}

export interface GuardedHttp {
  /** Sends once, follows no redirect, and throws {@link ExchangeError} where there is no whole answer in time. */
  post(request: PostRequest): Promise<PostAnswer>;
}

export interface GuardedHttpOptions {
  /** Blocks of addresses that are allowed although they are reserved. */
  allowedCidrs: readonly string[];
  /** Lets exchanges of the test environment reach this machine. */
  allowLoopbackInTest: boolean;
  /** Resolves all addresses of a name; `dns.lookup` unless given. */
  resolve?: Resolve;
}

export type Resolve = (
  hostname: string,
  options: { all: true; family?: number | 'IPv4' | 'IPv6'; hints?: number },
  callback: (error: Error | null, addresses: { address: string; family: number }[]) => void,
) => void;

type IsAllowed = (address: string) => boolean;

/** Read of an answer before the rest is dropped: short answers end by themselves and are known to be whole. */
const MAX_READ_BYTES = 16 * 1024;

/**
 * Requests to addresses that a stranger chose. Checked is the address that is connected to, not the name: what a
 * name resolves to is looked up once, refused if any of it is reserved, and used as checked, so a name that changes
 * its mind in between reaches nothing.
 */
export function createGuardedHttp(options: GuardedHttpOptions): GuardedHttp {
  const { allowedCidrs, allowLoopbackInTest } = options;
  // Throws now where a block is not well formed, not at the first webhook.
  isAddressWithin('0.0.0.0', allowedCidrs);
  const resolve = options.resolve ?? (resolveName as Resolve);
  const allowedIn =
    (environment: Environment): IsAllowed =>
    (address) =>
      isAddressWithin(address, allowedCidrs) ||
      (environment === 'test' && allowLoopbackInTest && isLoopbackAddress(address)) ||
      !isReservedAddress(address);

  return {
    async post(sent) {
      const started = performance.now();
      const url = parseTarget(sent.url, sent.environment);
      const agent = new Agent({
        connect: guardedConnect(allowedIn(sent.environment), resolve, sent.deadlineMs),
        connections: 1,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      try {
        const answer = await exchange(agent, url, sent);
        return { ...answer, durationMs: performance.now() - started };
      } catch (error) {
        throw new ExchangeError(exchangeErrorCode(error));
      } finally {
        await agent.destroy();
      }
    },
  };
}

/** Live receivers are reached by https only. Names and passwords in an address are refused: they would be sent nowhere. */
function parseTarget(text: string, environment: Environment): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const protocols = environment === 'live' ? ['https:'] : ['https:', 'http:'];
  if (!url || !protocols.includes(url.protocol) || url.username || url.password) {
    throw new ExchangeError('TARGET_FORBIDDEN');
  }
  return url;
}

async function exchange(agent: Agent, url: URL, sent: PostRequest): Promise<Omit<PostAnswer, 'durationMs'>> {
  const signal = AbortSignal.timeout(sent.deadlineMs);
  const timedOut = new Promise<never>((_, reject) => {
    // The signal of a request is not heard before it is connected.
    signal.addEventListener('abort', () => reject(new ExchangeError('TIMEOUT')), { once: true });
  });
  const work = async () => {
    const { headers, body, maxResponseBytes } = sent;
    const answer = await request(url, { method: 'POST', dispatcher: agent, headers, body, signal });
    return {
      statusCode: answer.statusCode,
      retryAfter: [answer.headers['retry-after']].flat()[0],
      body: (await readStart(answer)).subarray(0, maxResponseBytes),
    };
  };
  return Promise.race([work(), timedOut]);
}

async function readStart({ body }: Dispatcher.ResponseData): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop destroys the rest of the body.
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MAX_READ_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** `net` looks no name up for an address that is written out, so those are checked here and names in the lookup. */
function guardedConnect(isAllowed: IsAllowed, resolve: Resolve, timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({
    timeout: timeoutMs,
    lookup: guardedLookup(isAllowed, resolve),
    // Whatever the environment of the process says.
    rejectUnauthorized: true,
  });
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !isAllowed(host)) {
      queueMicrotask(() => callback(new ExchangeError('TARGET_FORBIDDEN'), null));
      return;
    }
    connect(options, callback);
  };
}

function guardedLookup(isAllowed: IsAllowed, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    const { family = 0, hints = 0 } = options;
    resolve(hostname, { all: true, family, hints }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return callback(new ExchangeError('DNS_FAILED'), '', 0);
      if (!addresses.every(({ address }) => isAllowed(address))) {
        return callback(new ExchangeError('TARGET_FORBIDDEN'), '', 0);
      }
      if (options.all) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}

const TIMEOUT_CODES = [
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ABORT_ERR',
];
const TLS_CODES =
  /^(ERR_TLS_|ERR_SSL_|EPROTO$|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH$|INVALID_CA$)/;
const INVALID_CODES = /^UND_ERR_(HEADERS_OVERFLOW$|RES_)/;

function exchangeErrorCode(error: unknown): ExchangeErrorCode {
  if (error instanceof ExchangeError) return error.code;
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'TIMEOUT';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (TIMEOUT_CODES.includes(code)) return 'TIMEOUT';
  if (TLS_CODES.test(code)) return 'TLS_FAILED';
  if (error instanceof errors.HTTPParserError || INVALID_CODES.test(code)) return 'RESPONSE_INVALID';
  return 'CONNECTION_FAILED';
}
