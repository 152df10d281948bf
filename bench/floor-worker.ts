import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker } from '@temporalio/worker';
import { connectionOptions, dataConverter, failureConverterPath } from '../src/adapters/temporal.ts';
import { readConfig } from '../src/config.ts';
import { temporalOptions } from '../src/sockets.ts';
import { runProcess } from './worker-process.ts';
import { FLOOR_QUEUES, type FloorActivities } from './workflows/messages.ts';

const activities: FloorActivities = { noop: async () => ({ status: 'done' }) };

// Works at the floor's queues as the product's worker does at its own: the same codec, the same kinds of workers.
runProcess(async () => {
  const config = readConfig();
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./workflows/index.ts', import.meta.url)),
    failureConverterPath,
    logger: new DefaultLogger('WARN'),
  });
  const common = {
    connection: await NativeConnection.connect(connectionOptions(temporalOptions(config))),
    namespace: config.TEMPORAL_NAMESPACE,
    dataConverter: dataConverter(config.CODEC_KEYS),
    activities,
  };
  const { session, io, vision, webhook } = FLOOR_QUEUES;
  const workers = await Promise.all([
    Worker.create({ ...common, taskQueue: session, workflowBundle, maxCachedWorkflows: 1000 }),
    Worker.create({ ...common, taskQueue: io, maxConcurrentActivityTaskExecutions: 4 }),
    Worker.create({
      ...common,
      taskQueue: vision,
      maxConcurrentActivityTaskExecutions: config.VISION_SLOTS,
    }),
    Worker.create({ ...common, taskQueue: webhook }),
  ]);
  return { workers, config };
});
