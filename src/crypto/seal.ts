import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES;
export const KEY_BYTES = 32;

/** Raised where bytes were not sealed with this key for this purpose, or were changed since. Says nothing about them. */
export class SealError extends Error {
  override name = 'SealError';
  constructor() {
    super('The sealed bytes do not open');
  }
}

/**
 * AES-256-GCM. Layout: version (1 byte), nonce (12), tag (16), ciphertext. `purpose` is authenticated with the
 * bytes, so that what was sealed for one place does not open in another.
 */
export function seal(key: Uint8Array, purpose: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), ciphertext]);
}

/** Opens what {@link seal} made. Throws {@link SealError}. */
export function open(key: Uint8Array, purpose: string, sealed: Uint8Array): Buffer {
  if (sealed.length < HEADER_BYTES || sealed[0] !== VERSION) throw new SealError();
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const tag = sealed.subarray(1 + NONCE_BYTES, HEADER_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEADER_BYTES)), decipher.final()]);
  } catch {
    throw new SealError();
  }
}

export function newKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** Seals and opens with one data key; every purpose is bound to the owner of the key (a session, an organization). */
export interface Sealer {
  seal(purpose: string, plain: Uint8Array): Buffer;
  open(purpose: string, sealed: Uint8Array): Buffer;
  sealText(purpose: string, text: string): Buffer;
  openText(purpose: string, sealed: Uint8Array): string;
  /** Keyed hash by which equal bytes of one owner are recognised, and by nobody without the key. */
  fingerprint(purpose: string, bytes: Uint8Array): Buffer;
}

export function createSealer(key: Uint8Array, owner: string): Sealer {
  const bound = (purpose: string) => `${owner}/${purpose}`;
  // Most sealers never take a fingerprint, and each request makes one or two.
  let hashKey: Buffer | undefined;
  const fingerprintKey = () => {
    hashKey ??= Buffer.from(hkdfSync('sha256', key, '', 'fingerprint', KEY_BYTES));
    return hashKey;
  };
  return {
    seal: (purpose, plain) => seal(key, bound(purpose), plain),
    open: (purpose, sealed) => open(key, bound(purpose), sealed),
    sealText: (purpose, text) => seal(key, bound(purpose), Buffer.from(text, 'utf8')),
    openText: (purpose, sealed) => open(key, bound(purpose), sealed).toString('utf8'),
    fingerprint: (purpose, bytes) =>
      createHmac('sha256', fingerprintKey())
        .update(`${bound(purpose)}\0`)
        .update(bytes)
        .digest(),
  };
}
