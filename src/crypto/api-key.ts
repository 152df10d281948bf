import { crc32 } from 'node:zlib';
import type { Environment } from '../domain/session.ts';
import { base62 } from './base62.ts';
import { hashToken, randomToken, TOKEN_LENGTH } from './token.ts';

export type ApiKeyKind = 'secret' | 'publishable';

export interface MintedApiKey {
  /** Shown once, never stored. */
  key: string;
  /** The start of the key that stays visible. */
  prefix: string;
  hash: Buffer;
}

const CHECKSUM_LENGTH = 6;
const VISIBLE = 'sk_test_'.length + 4;
const PATTERN = new RegExp(
  `^([sp])k_(test|live)_([0-9A-Za-z]{${TOKEN_LENGTH}})([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`,
);

function checksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return base62(bytes, CHECKSUM_LENGTH);
}

/** Makes a key: kind, environment, base 62 of 32 random bytes, and a CRC-32 by which scanners and typos are told apart. */
export function mintApiKey(kind: ApiKeyKind, environment: Environment): MintedApiKey {
  const start = `${kind === 'secret' ? 'sk' : 'pk'}_${environment}_${randomToken()}`;
  const key = start + checksum(start);
  return { key, prefix: key.slice(0, VISIBLE), hash: hashToken(key) };
}

/** What a key says of itself; undefined where it is not well formed. Says nothing about whether it exists. */
export function parseApiKey(key: string): { kind: ApiKeyKind; environment: Environment } | undefined {
  const parts = PATTERN.exec(key);
  if (!parts || checksum(key.slice(0, -CHECKSUM_LENGTH)) !== parts[4]) return undefined;
  return {
    kind: parts[1] === 's' ? 'secret' : 'publishable',
    environment: parts[2] === 'test' ? 'test' : 'live',
  };
}
