import { advancePhase } from '../db/sessions.ts';
import type { SessionRef } from '../domain/session.ts';
import type { ActivityDeps } from './deps.ts';

/** Writes that the documents were sent and are being worked at. */
export const beginProcessing =
  ({ db }: Pick<ActivityDeps, 'db'>) =>
  async (ref: SessionRef): Promise<void> => {
    await advancePhase(db, ref, 'processing');
  };
