import { hkdfSync } from 'node:crypto';
import { KEY_BYTES, open, SealError, seal } from './seal.ts';

export interface RingKey {
  id: string;
  key: Uint8Array;
}

/** A data key as it is stored: sealed by the master key named `keyId`. */
export interface WrappedKey {
  keyId: string;
  wrapped: Buffer;
}

/** Versioned master keys: the first wraps, every one unwraps, so that a ring can be rotated without rewriting rows. */
export interface KeyRing {
  wrap(key: Uint8Array, owner: string): WrappedKey;
  /** Throws {@link SealError} where the ring lacks the key, or the key was wrapped for another owner. */
  unwrap(wrapped: WrappedKey, owner: string): Buffer;
  /** A key of that purpose from each master key, under its name and the newest first; the same at each time, and kept nowhere. */
  derive(purpose: string): readonly RingKey[];
}

/** Throws where the ring is empty or names a key twice. */
export function createKeyRing(keys: readonly RingKey[]): KeyRing {
  const [newest] = keys;
  const byId = new Map(keys.map(({ id, key }) => [id, key]));
  if (!newest || byId.size !== keys.length)
    throw new Error('A key ring needs at least one key, and each name once');
  return {
    wrap: (key, owner) => ({ keyId: newest.id, wrapped: seal(newest.key, owner, key) }),
    unwrap: ({ keyId, wrapped }, owner) => {
      const key = byId.get(keyId);
      if (!key) throw new SealError();
      return open(key, owner, wrapped);
    },
    derive: (purpose) =>
      keys.map(({ id, key }) => ({
        id,
        key: Buffer.from(hkdfSync('sha256', key, '', `derived/${purpose}`, KEY_BYTES)),
      })),
  };
}
