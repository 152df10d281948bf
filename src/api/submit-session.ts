import type { Knex } from 'knex';
import { newOutboxRow, type OutboxRow } from '../db/outbox.ts';
import { appendSessionEvent } from '../db/session-events.ts';
import { lockSession, recordSubmission } from '../db/sessions.ts';
import { type JourneyFacts, refusalOf } from '../domain/journey.ts';
import type { SessionRef } from '../domain/session.ts';
import { relayFrom } from '../relay/outbox.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { readJourney } from './journey.ts';

/**
 * Sends the current documents for decision. Asked again, it answers the same. The row's lock decides whether a
 * submission, a cancellation or the end of the time came first. Throws `CONSENT_MISSING`, `DOCUMENTS_MISSING`,
 * `SESSION_EXPIRED` and `SESSION_CANCELED`.
 */
export async function submitSession(
  deps: Pick<ApiDeps, 'db' | 'clock' | 'dispatch'>,
  ref: SessionRef,
): Promise<void> {
  const message = await deps.db.transaction((tx) => writeSubmission(tx, ref, deps.clock()));
  if (message) await deps.dispatch(message);
}

/** Undefined where the documents were sent before. */
async function writeSubmission(
  tx: Knex.Transaction,
  ref: SessionRef,
  now: Date,
): Promise<OutboxRow | undefined> {
  const session = await lockSession(tx, ref);
  if (!session) throw new ApiError('SESSION_NOT_FOUND');
  if (session.submittedAt) return undefined;
  const { facts, documents } = await readJourney(tx, session, now);
  const refusal = refusalOf({ name: 'check' }, facts);
  if (refusal) throw new ApiError(refusal);
  if (!(await recordSubmission(tx, session, now))) throw new ApiError('ALREADY_SUBMITTED');
  const documentIds = Object.values(documents).map(({ id }) => id);
  const message = { kind: 'submitted', documentIds, ...withFaces(facts) } as const;
  const told = newOutboxRow(session, message, now, relayFrom(now));
  await appendSessionEvent(tx, session, 'session.submitted', { documentIds }, now, [told.row]);
  return told.outbox;
}

/** Said only where there are faces to compare, so that nothing changes for other sessions. */
const withFaces = ({ selfie }: JourneyFacts) => (selfie === 'given' ? { compareFaces: true as const } : {});
