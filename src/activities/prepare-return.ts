import { appendSessionEvent } from '../db/session-events.ts';
import { lockSession, recordReturnPrepared } from '../db/sessions.ts';
import type { SessionRef } from '../domain/session.ts';
import type { ActivityDeps } from './deps.ts';
import { permanentFailure } from './failure.ts';

export interface PrepareReturnInput extends SessionRef {
  /** ISO 8601, the workflow's time. */
  at: string;
}

/**
 * Opens the way back to the tenant with the outcome. The address itself is made when the end-user goes, since an
 * operator may have decided by then.
 */
export const prepareReturn =
  ({ db }: Pick<ActivityDeps, 'db'>) =>
  async (input: PrepareReturnInput): Promise<void> => {
    await db.transaction(async (tx) => {
      const session = await lockSession(tx, input);
      if (!session) throw permanentFailure('SESSION_NOT_FOUND');
      const at = new Date(input.at);
      if (!(await recordReturnPrepared(tx, input, at))) return;
      const detail = { status: session.reviewStatus, leadsToTenant: session.returnUrl !== null };
      await appendSessionEvent(tx, input, 'return.prepared', detail, at);
    });
  };
