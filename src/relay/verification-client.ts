import {
  type Client,
  isGrpcServiceError,
  QueryRejectedError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type WorkflowStartOptions,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { tenantSearchAttributes } from '../adapters/temporal.ts';
import type { OutboxRow } from '../db/outbox.ts';
import {
  cancelRequested,
  documentCaptured,
  progress,
  REVIEW_FAILURES,
  type ReviewOutcome,
  review,
  submitted,
  TASK_QUEUES,
  VERIFICATION,
  type VerificationInput,
  verificationId,
  type WorkflowProgress,
} from '../workflows/messages.ts';

export type ReviewRefusal = (typeof REVIEW_FAILURES)[number];

/** What the API and the relay ask of the workflow of a session. */
export interface VerificationClient {
  /**
   * Tells the workflow what a row says, and starts it where it does not run yet. `finished`: it has ended and will
   * not hear anything more. Throws {@link WorkflowTimeoutError} where Temporal was not reached in time.
   */
  deliver(row: OutboxRow): Promise<'delivered' | 'finished'>;
  /** `absent`: never started, or closed. Throws {@link WorkflowTimeoutError} where it should answer and does not. */
  queryProgress(sessionId: string, timeoutMs: number): Promise<WorkflowProgress | 'absent'>;
  /**
   * Lets an operator's decision take effect. The same `updateId` returns the first outcome. Throws
   * {@link WorkflowTimeoutError} where it is not known within `timeoutMs` whether it did.
   */
  review(
    sessionId: string,
    request: { reviewId: string; updateId: string; timeoutMs: number },
  ): Promise<ReviewOutcome | { refused: ReviewRefusal } | 'absent'>;
}

/** Temporal, or the worker behind it, did not answer in time. What was asked may still happen. */
export class WorkflowTimeoutError extends Error {
  override name = 'WorkflowTimeoutError';
  readonly code = 'WORKFLOW_TIMEOUT';
  constructor() {
    super('The workflow did not answer in time');
  }
}

/** Temporal refused a call. `INVALID_ARGUMENT` of a start most likely means that the namespace lacks our search attributes. */
export class WorkflowCallError extends Error {
  override name = 'WorkflowCallError';
  readonly code: string;
  constructor(code: string) {
    super(`Temporal refused the call: ${code}`);
    this.code = code;
  }
}

const DELIVERY_TIMEOUT_MS = 5_000;

/** Names of gRPC status codes, as logs tell them. */
const GRPC_CODES: Record<number, string> = {
  1: 'CANCELLED',
  3: 'INVALID_ARGUMENT',
  4: 'DEADLINE_EXCEEDED',
  7: 'PERMISSION_DENIED',
  8: 'RESOURCE_EXHAUSTED',
  9: 'FAILED_PRECONDITION',
  12: 'UNIMPLEMENTED',
  13: 'INTERNAL',
  14: 'UNAVAILABLE',
  16: 'UNAUTHENTICATED',
};
/** Those that mean "not now"; a query without a worker to answer it fails its precondition. */
const NOT_NOW = [
  'CANCELLED',
  'DEADLINE_EXCEEDED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'UNAVAILABLE',
];

/** The server's word for an update that was accepted by a workflow which then closed. */
const CLOSED_BEFORE_ANSWER = 'AcceptedUpdateCompletedWorkflow';

/** `deliveryTimeoutMs`: how long one try to deliver a row may take. */
export function createVerificationClient(
  client: Client,
  { deliveryTimeoutMs = DELIVERY_TIMEOUT_MS } = {},
): VerificationClient {
  const within = async <T>(timeoutMs: number, call: () => Promise<T>): Promise<T> => {
    try {
      return await client.withDeadline(Date.now() + timeoutMs, call);
    } catch (error) {
      throw named(error);
    }
  };
  return {
    async deliver(row) {
      try {
        await within(deliveryTimeoutMs, () => send(client, row.message, startOptions(row)));
        return 'delivered';
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'finished';
        throw error;
      }
    },
    async queryProgress(sessionId, timeoutMs) {
      try {
        const handle = client.workflow.getHandle(verificationId(sessionId));
        return await within(timeoutMs, () => handle.query(progress));
      } catch (error) {
        if (error instanceof WorkflowNotFoundError || error instanceof QueryRejectedError) return 'absent';
        throw error;
      }
    },
    async review(sessionId, { reviewId, updateId, timeoutMs }) {
      try {
        const handle = client.workflow.getHandle(verificationId(sessionId));
        return await within(timeoutMs, () =>
          handle.executeUpdate(review, { args: [{ reviewId }], updateId }),
        );
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'absent';
        return outcomeOfFailure(error);
      }
    },
  };
}

type Start = WorkflowStartOptions<(input: VerificationInput) => Promise<unknown>>;

function startOptions(row: OutboxRow): Start {
  const { organizationId, environment, sessionId, expiresAt, message, isNew } = row;
  return {
    workflowId: verificationId(sessionId),
    taskQueue: TASK_QUEUES.session,
    args: [
      {
        ...{ organizationId, environment, sessionId, expiresAt: expiresAt.toISOString() },
        oneTimer: true,
        // What is left of a session that has ended may be told late; the request that made one tells of a new one.
        ...(isNew && message.kind === 'start' && { isNew }),
      },
    ],
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    typedSearchAttributes: tenantSearchAttributes(row),
  };
}

function send(client: Client, message: OutboxRow['message'], start: Start): Promise<unknown> {
  const { workflow } = client;
  switch (message.kind) {
    case 'start':
      return workflow.start(VERIFICATION, start);
    case 'documentCaptured': {
      const { documentId } = message;
      return workflow.signalWithStart(VERIFICATION, {
        ...start,
        signal: documentCaptured,
        signalArgs: [{ documentId }],
      });
    }
    case 'submitted': {
      const { documentIds, compareFaces } = message;
      return workflow.signalWithStart(VERIFICATION, {
        ...start,
        signal: submitted,
        signalArgs: [{ documentIds, ...(compareFaces && { compareFaces }) }],
      });
    }
    case 'cancelRequested':
      return workflow.signalWithStart(VERIFICATION, { ...start, signal: cancelRequested });
  }
}

/** A refusal, a workflow that closed before it could answer, or the error again. */
function outcomeOfFailure(error: unknown): { refused: ReviewRefusal } | 'absent' {
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure))
    throw error;
  const { type } = error.cause;
  if (type === CLOSED_BEFORE_ANSWER) return 'absent';
  const refused = REVIEW_FAILURES.find((failure) => failure === type);
  if (!refused) throw error;
  return { refused };
}

/** Errors of the connection by their code; others as they are. */
function named(error: unknown): unknown {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return new WorkflowTimeoutError();
  const cause = error instanceof ServiceError ? error.cause : error;
  if (!isGrpcServiceError(cause)) return error;
  const code = GRPC_CODES[cause.code] ?? String(cause.code);
  return NOT_NOW.includes(code) ? new WorkflowTimeoutError() : new WorkflowCallError(code);
}
