import { Context } from '@temporalio/activity';

const EVERY_MS = 3_000;

/**
 * Lets a step tell that it is alive for as long as it runs: one whose worker was killed is given to another once the
 * beat is missed, long before the time that a slow step may take.
 */
export function beating<Input, Output>(
  step: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  return async (input) => {
    const context = Context.current();
    const timer = setInterval(() => context.heartbeat(), EVERY_MS);
    try {
      return await step(input);
    } finally {
      clearInterval(timer);
    }
  };
}
