import type { Knex } from 'knex';
import { insertOutbox, type OutboxRow } from '../db/outbox.ts';
import { lockSession, recordCancelRequest } from '../db/sessions.ts';
import { isUuid } from '../db/tenancy.ts';
import { type Phase, phaseAt, type SessionRef } from '../domain/session.ts';
import { relayFrom } from '../relay/outbox.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';

/**
 * Cancels a session whose documents were not sent. Asked again, it answers the same. The row's lock decides
 * whether a submission or a cancellation came first. Throws `SESSION_NOT_FOUND`, `ALREADY_SUBMITTED` and
 * `SESSION_EXPIRED`.
 */
export async function cancelSession(
  deps: Pick<ApiDeps, 'db' | 'clock' | 'dispatch'>,
  ref: SessionRef,
): Promise<Phase> {
  if (!isUuid(ref.sessionId)) throw new ApiError('SESSION_NOT_FOUND');
  const message = await deps.db.transaction((tx) => writeCancelRequest(tx, ref, deps.clock()));
  if (message) await deps.dispatch(message);
  return 'canceled';
}

/** Undefined where the session was canceled before. */
async function writeCancelRequest(
  tx: Knex.Transaction,
  ref: SessionRef,
  now: Date,
): Promise<OutboxRow | undefined> {
  const session = await lockSession(tx, ref);
  if (!session) throw new ApiError('SESSION_NOT_FOUND');
  const phase = phaseAt(session, now);
  if (phase === 'canceled') return undefined;
  if (phase === 'expired') throw new ApiError('SESSION_EXPIRED');
  if (!(await recordCancelRequest(tx, ref, now))) throw new ApiError('ALREADY_SUBMITTED');
  return insertOutbox(tx, session, { kind: 'cancelRequested' }, now, relayFrom(now));
}
