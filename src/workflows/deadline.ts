import { CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';

/** The moment after which nothing more is waited for. */
export interface Deadline {
  /** Waits for news. False where the deadline passes first. */
  waitFor(news: () => boolean): Promise<boolean>;
  /** There is no deadline any more. */
  lift(): void;
}

/**
 * A deadline with one timer, however often it is waited for. `at` in milliseconds since 1970. Of a timer for each wait
 * the history has two events more at every message, and the server a timer to cancel and one to set.
 */
export function oneTimer(at: number): Deadline {
  const scope = new CancellationScope();
  let passed = false;
  const ring = async () => {
    try {
      await sleep(Math.max(1, at - Date.now()));
      passed = true;
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
  };
  void scope.run(ring);
  return {
    waitFor: async (news) => {
      await condition(() => passed || news());
      return news() || !passed;
    },
    lift: () => {
      passed = false;
      scope.cancel();
    },
  };
}

/** A deadline with a timer for each wait: what histories hold that were begun before there was {@link oneTimer}. */
export function timerForEachWait(at: number): Deadline {
  let lifted = false;
  return {
    waitFor: async (news) => {
      if (!lifted) return condition(news, Math.max(1, at - Date.now()));
      await condition(news);
      return true;
    },
    lift: () => {
      lifted = true;
    },
  };
}
