import type { z } from 'zod';
import type { progress } from '../contract/sessions.ts';
import { hasOutbox } from '../db/outbox.ts';
import type { Session } from '../db/sessions.ts';
import { isDecided, isTerminal, phaseAt, type Tenant } from '../domain/session.ts';
import { WorkflowTimeoutError } from '../relay/verification-client.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { foundSession, recordedProgress } from './session-view.ts';

const QUERY_TIMEOUT_MS = 2_000;

/**
 * Asks the running workflow. Where it was not started yet, waits for a message, or is done, the rows answer.
 * Throws `SESSION_NOT_FOUND`, and `WORKFLOW_UNAVAILABLE` where it should answer and does not.
 */
export async function viewProgress(
  deps: Pick<ApiDeps, 'db' | 'clock' | 'verification'>,
  tenant: Tenant,
  sessionId: string,
): Promise<z.input<typeof progress>> {
  const session = await foundSession(deps.db, tenant, sessionId);
  const rowsKnowBest = isSettled(session, deps.clock()) || (await hasOutbox(deps.db, session));
  if (rowsKnowBest) return recordedProgress(deps, tenant, sessionId);
  const answer = await askWorkflow(deps, session.sessionId);
  if (answer === 'absent') return recordedProgress(deps, tenant, sessionId);
  return { ok: true, sessionId, source: 'workflow', ...answer };
}

async function askWorkflow({ verification }: Pick<ApiDeps, 'verification'>, sessionId: string) {
  try {
    return await verification.queryProgress(sessionId, QUERY_TIMEOUT_MS);
  } catch (error) {
    if (!(error instanceof WorkflowTimeoutError)) throw error;
    throw new ApiError('WORKFLOW_UNAVAILABLE', { headers: { 'Retry-After': '2' } });
  }
}

/** Nothing is awaited any more. A session in review is complete, and yet waits for a person. */
function isSettled(session: Session, now: Date): boolean {
  const phase = phaseAt(session, now);
  return phase === 'complete' ? isDecided(session.reviewStatus) : isTerminal(phase);
}
