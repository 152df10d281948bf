import { appendSessionEvent } from '../db/session-events.ts';
import { advancePhase, lockSession } from '../db/sessions.ts';
import { isTerminal, type SessionRef } from '../domain/session.ts';
import type { ActivityDeps } from './deps.ts';
import { permanentFailure } from './failure.ts';

export interface ExpireSessionInput extends SessionRef {
  /** ISO 8601, the workflow's time. */
  at: string;
}

/** What the session was found to be when its time had passed. Only the first ends it here. */
export type Expiry = 'expired' | 'submitted' | 'cancel_requested';

/** Expires a session that was not submitted in time. What was submitted in time is decided, however late it is read. */
export const expireSession =
  ({ db }: Pick<ActivityDeps, 'db'>) =>
  async (input: ExpireSessionInput): Promise<{ found: Expiry }> =>
    db.transaction(async (tx) => {
      const session = await lockSession(tx, input);
      if (!session) throw permanentFailure('SESSION_NOT_FOUND');
      if (session.submittedAt) return { found: 'submitted' };
      if (session.cancelRequestedAt && !isTerminal(session.phase)) return { found: 'cancel_requested' };
      if (await advancePhase(tx, input, 'expired')) {
        await appendSessionEvent(tx, input, 'session.expired', {}, new Date(input.at));
      }
      return { found: 'expired' };
    });
