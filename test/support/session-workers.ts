import './temporal-runtime.ts';
import { Worker, type WorkerOptions, type WorkflowBundleOption } from '@temporalio/worker';
import { type DeliverWebhookDeps, deliverWebhook } from '../../src/activities/deliver-webhook.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import {
  createCaptureActivities,
  createRecordActivities,
  createVisionActivities,
} from '../../src/activities/index.ts';
import { TASK_QUEUES } from '../../src/workflows/messages.ts';

export interface SessionWorkers {
  /** Lets what is under way end. */
  stop(): Promise<void>;
}

/** Workers of all four queues in this process, with the steps of the product over what a test gives them. */
export async function startSessionWorkers(
  where: Pick<WorkerOptions, 'connection' | 'namespace' | 'dataConverter'>,
  workflowBundle: WorkflowBundleOption,
  deps: ActivityDeps & Omit<DeliverWebhookDeps, 'version'> & { beforeDelivery?: () => Promise<void> },
): Promise<SessionWorkers> {
  const common = { ...where, shutdownGraceTime: '1 s', shutdownForceTime: '5 s' } as const;
  const attempt = deliverWebhook({ ...deps, version: '0.1.0' });
  const deliver: typeof attempt = async (input) => {
    await deps.beforeDelivery?.();
    return attempt(input);
  };
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: TASK_QUEUES.session,
      workflowBundle,
      activities: createRecordActivities(deps),
    }),
    Worker.create({ ...common, taskQueue: TASK_QUEUES.io, activities: createCaptureActivities(deps) }),
    Worker.create({ ...common, taskQueue: TASK_QUEUES.vision, activities: createVisionActivities(deps) }),
    Worker.create({ ...common, taskQueue: TASK_QUEUES.webhook, activities: { deliverWebhook: deliver } }),
  ]);
  const running = workers.map((worker) => worker.run());
  return {
    async stop() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.all(running);
    },
  };
}
