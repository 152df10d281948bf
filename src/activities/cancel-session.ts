import { appendSessionEvent } from '../db/session-events.ts';
import { advancePhase, lockSession } from '../db/sessions.ts';
import type { SessionRef } from '../domain/session.ts';
import type { ActivityDeps } from './deps.ts';
import { permanentFailure } from './failure.ts';

export interface CancelSessionInput extends SessionRef {
  /** ISO 8601, the workflow's time. */
  at: string;
}

/** Ends a session that somebody asked to cancel. The request and the submission exclude each other in the row. */
export const cancelSession =
  ({ db }: Pick<ActivityDeps, 'db'>) =>
  async (input: CancelSessionInput): Promise<{ canceled: boolean }> =>
    db.transaction(async (tx) => {
      const session = await lockSession(tx, input);
      if (!session) throw permanentFailure('SESSION_NOT_FOUND');
      if (session.phase === 'canceled') return { canceled: true };
      if (!session.cancelRequestedAt) return { canceled: false };
      const canceled = await advancePhase(tx, input, 'canceled');
      if (canceled) await appendSessionEvent(tx, input, 'session.canceled', {}, new Date(input.at));
      return { canceled };
    });
