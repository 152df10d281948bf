import { ApplicationFailure, ApplicationFailureCategory, CancelledFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { isUuid } from './db/tenancy.ts';
import { errorCode } from './domain/error-code.ts';
import type { Logger } from './log.ts';

export interface StepWatch {
  log: Pick<Logger, 'debug' | 'info' | 'warn'>;
  /** Told of each step that ended; for metrics. */
  onStep?: (facts: { step: string; outcome: StepOutcome; ms: number }) => void;
}

/** `waiting`: the step says when it is to be done again, as a delivery does between its attempts. */
export type StepOutcome = 'done' | 'waiting' | 'failed' | 'canceled';

/** What may be told of a step's input. Anything else stays unread. */
const IDS = ['organizationId', 'sessionId', 'documentId', 'eventId', 'reviewId'] as const;

/** One line when a step (activity) begins and one when it ends: names, ids, codes and durations only. */
export function watchSteps({ log, onStep }: StepWatch): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        const step = info.activityType;
        const told = { step, ...idsOf(input.args[0]), attempt: info.attempt };
        const started = performance.now();
        const end = (outcome: StepOutcome, level: 'info' | 'warn', error?: string) => {
          const ms = performance.now() - started;
          onStep?.({ step, outcome, ms });
          log[level]({ code: 'STEP_ENDED', ...told, outcome, ms: Math.round(ms), ...(error && { error }) });
        };
        log.debug({ code: 'STEP_STARTED', ...told });
        try {
          const result = await next(input);
          end('done', 'info');
          return result;
        } catch (error) {
          const outcome = outcomeOf(error);
          end(outcome, outcome === 'failed' ? 'warn' : 'info', codeOf(error));
          throw error;
        }
      },
    },
  });
}

function idsOf(input: unknown): Record<string, string> {
  if (typeof input !== 'object' || input === null) return {};
  const given = new Map<string, unknown>(Object.entries(input));
  return Object.fromEntries(
    IDS.flatMap((name) => {
      const id = given.get(name);
      return typeof id === 'string' && isUuid(id) ? [[name, id] as const] : [];
    }),
  );
}

function outcomeOf(error: unknown): StepOutcome {
  if (error instanceof CancelledFailure) return 'canceled';
  const isBenign =
    error instanceof ApplicationFailure && error.category === ApplicationFailureCategory.BENIGN;
  return isBenign ? 'waiting' : 'failed';
}

/** Steps fail with codes as their type. */
const codeOf = (error: unknown) =>
  (error instanceof ApplicationFailure ? error.type : undefined) ?? errorCode(error);
