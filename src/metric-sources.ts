import type { Client } from '@temporalio/client';
import type { Knex } from 'knex';
import { readBacklog } from './adapters/task-queues.ts';
import { outboxBacklog } from './db/outbox.ts';
import type { MetricSources } from './metrics.ts';
import type { VisionPool } from './vision/pool.ts';
import { TASK_QUEUES } from './workflows/messages.ts';

/** Workflows wait at one queue, steps at each. */
const WATCHED = [
  { queue: 'session', name: TASK_QUEUES.session, type: 'workflow' },
  { queue: 'session', name: TASK_QUEUES.session, type: 'activity' },
  { queue: 'io', name: TASK_QUEUES.io, type: 'activity' },
  { queue: 'vision', name: TASK_QUEUES.vision, type: 'activity' },
  { queue: 'webhook', name: TASK_QUEUES.webhook, type: 'activity' },
] as const;

/**
 * Where the metrics of a process look. The API and every worker tell of the outbox and of all queues, those that
 * they do not work at as well: what waits is to be seen most of all while nobody is there to do it.
 */
export function metricSources(sockets: {
  db: Knex;
  temporal: Client;
  vision: Pick<VisionPool, 'load'>;
  clock: () => Date;
}): MetricSources {
  const { db, temporal, vision, clock } = sockets;
  return {
    outbox: () => outboxBacklog(db),
    vision: () => vision.load(),
    queues: () =>
      Promise.all(
        WATCHED.map(async (watched) => ({ ...watched, ...(await readBacklog(temporal, watched)) })),
      ),
    clock,
  };
}
