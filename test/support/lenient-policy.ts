import type { Knex } from 'knex';
import { currentPolicy } from '../../src/db/policies.ts';
import { DEFAULT_POLICY, type Policy } from '../../src/domain/policy.ts';

/** Passed by whatever can be opened, a grey square too. */
const ANY_QUALITY: Policy['quality'] = {
  minShortSide: { identity: 0, address: 0 },
  minSharpness: { identity: 0, address: 0 },
  minBrightness: 0,
  minPrintedShare: 0,
  minTextRows: 0,
  maxGlareShare: 1,
  maxCutSides: 2,
  minFaceWidth: 0,
  sameWithinBits: -1,
  refusalsBeforeAnyway: 0,
};

/**
 * Makes the first policy of a tenant one that takes any picture, and the same one in many sessions: for tests that play
 * many sessions with pictures that show nothing. Before its first session.
 */
export async function takeAnyPicture(db: Knex, organizationId: string): Promise<void> {
  const lenient = { ...DEFAULT_POLICY, reviewSeenBefore: false, quality: ANY_QUALITY };
  await currentPolicy(db, { organizationId, environment: 'test' }, lenient, new Date());
}
