import {
  ActivityFailure,
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  log,
  patched,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { isDecided, type SessionRef } from '../domain/session.ts';
import { announce } from './announcement.ts';
import { type Deadline, oneTimer, timerForEachWait } from './deadline.ts';
import { createIntake, type Intake } from './intake.ts';
import * as messages from './messages.ts';
import { failureCode, now, records, vision } from './step.ts';
import {
  askToCancel,
  carry,
  hear,
  openState,
  progressOf,
  submit,
  type VerificationState,
} from './verification-state.ts';

interface Run {
  input: messages.VerificationInput;
  ref: SessionRef;
  state: VerificationState;
  intake: Intake;
}

/**
 * One session, from its first message to its last decision. Documents are stored and read as they arrive; when
 * they are submitted the policy decides; what it leaves open waits for a person. Pictures, names and notes never
 * come here: ids do, and the steps know where the data rests.
 */
export async function verification(input: messages.VerificationInput): Promise<void> {
  const { organizationId, environment, sessionId } = input;
  const ref = { organizationId, environment, sessionId };
  const state = openState(input.carried);
  const run = { input, ref, state, intake: createIntake(ref, state) };
  listen(run);

  // A field of the input, not `patched`: histories that were begun without it ask, as they did.
  const { open } = input.isNew ? { open: true } : await records.openSession(ref);
  if (open) await follow(run);
  await condition(allHandlersFinished);
}

async function follow(run: Run): Promise<void> {
  const { state, intake } = run;
  const captureScope = new CancellationScope();
  if (state.reviewStatus === 'none') await captureScope.run(() => capture(run));
  if (state.reviewStatus === 'none' && state.submission) await decide(run, state.submission);
  if (state.reviewStatus === 'pending_review') await awaitReview(run);
  captureScope.cancel();
  await intake.finished();
}

function listen({ ref, state }: Run): void {
  setHandler(messages.documentCaptured, ({ documentId }) => hear(state, documentId));
  setHandler(messages.submitted, ({ documentIds, compareFaces }) => submit(state, documentIds, compareFaces));
  setHandler(messages.cancelRequested, () => askToCancel(state));
  setHandler(messages.progress, () => progressOf(state));
  setHandler(messages.review, ({ reviewId }) => takeReview(ref, state, reviewId), {
    validator: (_request) => {
      if (state.submission === null) throw refusal('NOT_IN_REVIEW');
      if (isDecided(state.reviewStatus)) throw refusal('ALREADY_DECIDED');
    },
  });
}

function refusal(code: (typeof messages.REVIEW_FAILURES)[number]): ApplicationFailure {
  return ApplicationFailure.nonRetryable(code, code);
}

/** Takes documents in until they are submitted, or the session ends another way. */
async function capture(run: Run): Promise<void> {
  const { input, state, intake } = run;
  if (state.submission === null) {
    // A field of the input, not `patched`, which would cost every workflow a marker and a search attribute.
    const deadline = (input.oneTimer ? oneTimer : timerForEachWait)(Date.parse(input.expiresAt));
    await captureUntil(run, deadline);
    deadline.lift();
  }
  if (state.submission !== null) intake.start();
}

async function captureUntil(run: Run, deadline: Deadline): Promise<void> {
  const { state, intake } = run;
  while (state.submission === null && state.ended === null) {
    intake.start();
    const inTime = await deadline.waitFor(() => hasStirred(run));
    if (state.submission !== null) return;
    if (state.cancelAsked) await cancel(run);
    else if (inTime) await continueWhereQuiet(run);
    else if (!(await expire(run))) deadline.lift();
  }
}

function hasStirred({ state, intake }: Run): boolean {
  return (
    state.submission !== null ||
    state.cancelAsked ||
    intake.isBehind() ||
    workflowInfo().continueAsNewSuggested
  );
}

/** The row says whether a cancel came before the submission. */
async function cancel({ ref, state }: Run): Promise<void> {
  state.cancelAsked = false;
  const { canceled } = await records.cancelSession({ ...ref, at: now() });
  if (canceled) state.ended = 'canceled';
}

/**
 * Ends a session whose time has passed. False where its row says that it was submitted in time: that message is
 * on its way, and there is no deadline any more.
 */
async function expire(run: Run): Promise<boolean> {
  const { found } = await records.expireSession({ ...run.ref, at: now() });
  if (found === 'expired') run.state.ended = 'expired';
  if (found === 'cancel_requested') await cancel(run);
  return found !== 'submitted';
}

async function decide({ ref, state, intake }: Run, sent: string[]): Promise<void> {
  await records.beginProcessing(ref);
  await intake.finished(sent);
  // A worker of an earlier version may have decided such a session without it.
  if (state.compareFaces && patched('compare-faces')) await compareFaces(ref);
  const { reviewStatus, eventId } = await records.decideSession({ ...ref, at: now() });
  state.reviewStatus = reviewStatus;
  await records.prepareReturn({ ...ref, at: now() });
  await announce(ref, eventId);
}

/** Faces that cannot be compared hold nothing up: the decision sees that they were not, and a person looks at them. */
async function compareFaces(ref: SessionRef): Promise<void> {
  try {
    await vision.compareFaces({ ...ref, at: now() });
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    log.error('Faces could not be compared', { code: 'FACES_NOT_COMPARED' });
  }
}

async function awaitReview(run: Run): Promise<void> {
  const { state } = run;
  while (!isDecided(state.reviewStatus)) {
    await condition(() => isDecided(state.reviewStatus) || workflowInfo().continueAsNewSuggested);
    if (!isDecided(state.reviewStatus)) await continueWhereQuiet(run);
  }
}

/**
 * An operator's decision. Where the policy's is still being made, it waits for that; where another operator's is
 * being recorded, it waits whether that one stands. The claim comes before the first step, and is given back if
 * the step fails for good.
 */
async function takeReview(
  ref: SessionRef,
  state: VerificationState,
  reviewId: string,
): Promise<messages.ReviewOutcome> {
  // Several may wait for the same moment: who goes on second finds the claim of the first.
  while (state.reviewStatus === 'none' || state.reviewClaimed) {
    await condition(() => state.reviewStatus !== 'none' && !state.reviewClaimed);
  }
  if (isDecided(state.reviewStatus)) throw refusal('ALREADY_DECIDED');
  state.reviewClaimed = true;
  try {
    const { reviewStatus, decidedAt, eventId } = await records.recordReview({ ...ref, reviewId, at: now() });
    await announce(ref, eventId);
    state.reviewStatus = reviewStatus;
    return { reviewStatus, decidedAt };
  } catch (error) {
    throw failureCode(error) === 'ALREADY_DECIDED' ? refusal('ALREADY_DECIDED') : error;
  } finally {
    state.reviewClaimed = false;
  }
}

/** A new run keeps the history short. It starts where nothing is under way, and takes along what was heard. */
async function continueWhereQuiet({ input, ref, state, intake }: Run): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested) return;
  await intake.finished();
  await condition(allHandlersFinished);
  if (state.cancelAsked || isDecided(state.reviewStatus)) return;
  const { expiresAt, oneTimer } = input;
  const kept = oneTimer ? { oneTimer } : {};
  await continueAsNew<typeof verification>({ ...ref, expiresAt, ...kept, carried: carry(state) });
}
