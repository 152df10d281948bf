import { createHmac } from 'node:crypto';
import { webhookSignature } from '../crypto/token.ts';

export interface WebhookMessage {
  eventId: string;
  body: Buffer;
  /** The session's webhook secret, if it has one. */
  secret: string | undefined;
  /** From 1. */
  attempt: number;
  now: Date;
  version: string;
}

/**
 * The headers of one attempt. Two signatures where the session has a secret: `X-Verification-Signature`, the raw hex of
 * the body keyed by the secret as it is written, and Standard Webhooks 1.0 (`webhook-signature`), which signs id and
 * time as well. Neither where it has none.
 */
export function webhookHeaders(message: WebhookMessage): Record<string, string> {
  const { eventId, body, secret, attempt, now, version } = message;
  const timestamp = Math.floor(now.getTime() / 1000).toString();
  return {
    'Content-Type': 'application/json',
    'User-Agent': `idbeyond/${version}`,
    'webhook-id': eventId,
    'webhook-timestamp': timestamp,
    'X-Verification-Attempt': attempt.toString(),
    ...(secret !== undefined && {
      'X-Verification-Signature': webhookSignature(secret, body),
      'webhook-signature': standardSignature(secret, `${eventId}.${timestamp}.`, body),
    }),
  };
}

const STANDARD_PREFIX = 'whsec_';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

function standardSignature(secret: string, prefix: string, body: Buffer): string {
  const digest = createHmac('sha256', standardKey(secret)).update(prefix).update(body).digest('base64');
  return `v1,${digest}`;
}

/** Libraries of the standard decode what follows `whsec_` and take anything else as raw bytes. */
function standardKey(secret: string): Buffer {
  const encoded = secret.slice(STANDARD_PREFIX.length);
  const isStandard = secret.startsWith(STANDARD_PREFIX) && encoded !== '' && BASE64.test(encoded);
  return isStandard ? Buffer.from(encoded, 'base64') : Buffer.from(secret, 'utf8');
}
