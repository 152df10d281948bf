import type { Knex } from 'knex';
import { currentPolicy } from '../../src/db/policies.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';

/** Makes the first policy of a tenant one that does not mind the same document in many sessions. Before its first session. */
export async function letDocumentsRepeat(db: Knex, organizationId: string): Promise<void> {
  const lenient = { ...DEFAULT_POLICY, reviewSeenBefore: false };
  await currentPolicy(db, { organizationId, environment: 'test' }, lenient, new Date());
}
