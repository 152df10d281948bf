import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

const { TaskQueueType } = proto.temporal.api.enums.v1;

const TYPES = {
  workflow: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  activity: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
} as const;

export interface TaskQueue {
  /** Name at Temporal. */
  name: string;
  type: keyof typeof TYPES;
}

/** What waits at Temporal for a worker, as it estimates it. */
export interface Backlog {
  tasks: number;
  /** How long the oldest waits; 0 where none does. */
  oldestSeconds: number;
}

/** Rejects where Temporal does not answer within the time. */
export async function readBacklog(
  client: Client,
  { name, type }: TaskQueue,
  timeoutMs = 1_000,
): Promise<Backlog> {
  const { stats } = await client.withDeadline(Date.now() + timeoutMs, () =>
    client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name },
      taskQueueType: TYPES[type],
      reportStats: true,
    }),
  );
  return {
    tasks: Number(stats?.approximateBacklogCount ?? 0),
    oldestSeconds: Number(stats?.approximateBacklogAge?.seconds ?? 0),
  };
}
