import type { DataConverter } from '@temporalio/common';
import { type NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { type DeliverWebhookDeps, deliverWebhook } from './activities/deliver-webhook.ts';
import type { ActivityDeps } from './activities/deps.ts';
import {
  createCaptureActivities,
  createRecordActivities,
  createVisionActivities,
} from './activities/index.ts';
import type { QUEUES } from './config.ts';
import { type StepWatch, watchSteps } from './step-watch.ts';
import { TASK_QUEUES } from './workflows/messages.ts';

export type Queue = (typeof QUEUES)[number];

export interface WorkerOptions {
  connection: NativeConnection;
  namespace: string;
  dataConverter: DataConverter;
  queues: readonly Queue[];
  workflowBundle: WorkflowBundleOption;
  /** Pictures that are read at the same time: a core each. */
  visionSlots: number;
  shutdownGraceSeconds: number;
  /** Who is told of every step. */
  watch?: StepWatch;
  deps: ActivityDeps & DeliverWebhookDeps;
}

/** About a megabyte each; a workflow that is not in the cache is replayed. */
const CACHED_WORKFLOWS = 1000;
const CONCURRENT_CAPTURES = 4;
const CONCURRENT_DELIVERIES = 100;

/** One worker a queue, all in this process. Only the one of `session` loads workflow code. */
export async function createWorkers(options: WorkerOptions): Promise<Worker[]> {
  const { deps, connection, namespace, dataConverter } = options;
  const common = {
    connection,
    namespace,
    dataConverter,
    ...(options.watch && { interceptors: { activity: [watchSteps(options.watch)] } }),
    shutdownGraceTime: options.shutdownGraceSeconds * 1000,
    shutdownForceTime: (options.shutdownGraceSeconds + 5) * 1000,
  };
  const byQueue: Record<Queue, () => Promise<Worker>> = {
    session: () =>
      Worker.create({
        ...common,
        taskQueue: TASK_QUEUES.session,
        workflowBundle: options.workflowBundle,
        activities: createRecordActivities(deps),
        maxCachedWorkflows: CACHED_WORKFLOWS,
      }),
    io: () =>
      Worker.create({
        ...common,
        taskQueue: TASK_QUEUES.io,
        activities: createCaptureActivities(deps),
        maxConcurrentActivityTaskExecutions: CONCURRENT_CAPTURES,
      }),
    vision: () =>
      Worker.create({
        ...common,
        taskQueue: TASK_QUEUES.vision,
        activities: createVisionActivities(deps),
        maxConcurrentActivityTaskExecutions: options.visionSlots,
      }),
    webhook: () =>
      Worker.create({
        ...common,
        taskQueue: TASK_QUEUES.webhook,
        activities: { deliverWebhook: deliverWebhook(deps) },
        maxConcurrentActivityTaskExecutions: CONCURRENT_DELIVERIES,
      }),
  };
  return Promise.all(options.queues.map((queue) => byQueue[queue]()));
}
