import { findSession } from '../db/sessions.ts';
import { isTerminal, type SessionRef } from '../domain/session.ts';
import type { ActivityDeps } from './deps.ts';
import { permanentFailure } from './failure.ts';

/** Whether there is anything left to do: a message that came late may start a workflow of a session that has ended. */
export const openSession =
  ({ db }: Pick<ActivityDeps, 'db'>) =>
  async (ref: SessionRef): Promise<{ open: boolean }> => {
    const session = await findSession(db, ref, ref.sessionId);
    if (!session) throw permanentFailure('SESSION_NOT_FOUND');
    return { open: !isTerminal(session.phase) || session.reviewStatus === 'pending_review' };
  };
