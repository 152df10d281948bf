import { createHmac } from 'node:crypto';
import type { Tenant } from '../domain/session.ts';
import type { KeyRing } from './key-ring.ts';

/** By which the same thing is known again within one tenant and environment; says nothing of it to who has no key. */
export interface Mark {
  /** The master key from which the mark's key is derived. */
  keyId: string;
  /** HMAC-SHA256. */
  hash: Buffer;
}

/** What a mark may be of: equal bytes of two kinds have marks that share nothing. */
export const MARK_KINDS = ['document_number', 'picture'] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

/**
 * Marks a value under every key of the ring, so that two values are known as equal as long as one key was in the ring
 * at both times. Tenant and environment are in the key: nothing can be compared across them.
 */
export function marksOf(keys: KeyRing, tenant: Tenant, kind: MarkKind, value: string | Uint8Array): Mark[] {
  return keys
    .derive(`marks/${tenant.organizationId}/${tenant.environment}/${kind}`)
    .map(({ id, key }) => ({ keyId: id, hash: createHmac('sha256', key).update(value).digest() }));
}
