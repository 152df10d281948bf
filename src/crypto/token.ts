import { createHash, createHmac, randomBytes } from 'node:crypto';
import { base62 } from './base62.ts';

const TOKEN_BYTES = 32;
/** Digits that 32 bytes take in base 62. */
export const TOKEN_LENGTH = 43;

/** 256 random bits in base 62. */
export function randomToken(): string {
  return base62(randomBytes(TOKEN_BYTES), TOKEN_LENGTH);
}

/** The secret that an end-user's device shows once to take part in a session. */
export function newClientSecret(): string {
  return `kvs_${randomToken()}`;
}

/**
 * SHA-256 of a token, as it is stored. Tokens have 256 random bits, so a slow hash would add nothing
 * (OWASP ASVS 5.0, 6.5.2 asks for one below 112 bits).
 */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}

/** Raw hex HMAC-SHA256 of the exact bytes, keyed by the UTF-8 bytes of the secret: the value of `X-Verification-Signature`. */
export function webhookSignature(secret: string, body: Uint8Array): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}
