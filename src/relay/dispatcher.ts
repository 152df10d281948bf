import { type OutboxRow, removeOutbox } from '../db/outbox.ts';
import { errorCode } from '../domain/error-code.ts';
import type { OutboxDeps } from './outbox.ts';

/** Sends committed rows behind the requests that wrote them. */
export interface Dispatcher {
  /**
   * Sends a committed row at once. Waits where as many as allowed are under way, 250 ms at most, and never rejects:
   * what is not sent stays in the outbox, and the relay sends it.
   */
  send(row: OutboxRow): Promise<void>;
  /** Resolves when nothing is under way any more. For when no further requests come. */
  idle(): Promise<void>;
}

export interface DispatcherLimits {
  /** Rows that are sent at the same time. */
  places: number;
  /** How long a request waits for a place. */
  waitMs: number;
}

/** Enough for two thousand rows a second while Temporal is well, and few enough to be soon over where it is not. */
const LIMITS: DispatcherLimits = { places: 32, waitMs: 250 };

interface Waiting {
  row: OutboxRow;
  goOn(): void;
}

export function createDispatcher(deps: OutboxDeps, { places, waitMs } = LIMITS): Dispatcher {
  const underWay = new Set<Promise<void>>();
  const queue = new Set<Waiting>();

  const begin = (row: OutboxRow) => {
    const work = dispatch(deps, row).then(() => {
      underWay.delete(work);
      const [next] = queue;
      if (!next) return;
      begin(next.row);
      next.goOn();
    });
    underWay.add(work);
  };

  const waitForPlace = (row: OutboxRow) =>
    new Promise<void>((resolve) => {
      const leave = () => {
        clearTimeout(timer);
        queue.delete(waiting);
        resolve();
      };
      const waiting = { row, goOn: leave };
      const timer = setTimeout(() => {
        deps.log.warn({ code: 'OUTBOX_LEFT_TO_RELAY', sessionId: row.sessionId, kind: row.message.kind });
        leave();
      }, waitMs);
      queue.add(waiting);
    });

  return {
    async send(row) {
      if (underWay.size >= places) await waitForPlace(row);
      else begin(row);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** Never rejects. A row whose removal fails is sent a second time, which the workflow passes over. */
async function dispatch({ db, verification, log }: OutboxDeps, row: OutboxRow): Promise<void> {
  try {
    const outcome = await verification.deliver(row);
    // Whether a finished workflow may be left alone is for the relay to judge.
    if (outcome === 'delivered') await removeOutbox(db, row, row.id);
  } catch (error) {
    const { sessionId, message } = row;
    log.warn({ code: 'OUTBOX_DISPATCH_FAILED', sessionId, kind: message.kind, error: errorCode(error) });
  }
}
