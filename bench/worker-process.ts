import { once } from 'node:events';
import { DefaultLogger, Runtime, type Worker } from '@temporalio/worker';
import type { Config } from '../src/config.ts';
import { createHealthServer } from '../src/health-server.ts';

/** What a process of workers is made of. */
export interface Composition {
  workers: readonly Worker[];
  config: Pick<Config, 'WORKER_PORT' | 'HOST'>;
}

/** Runs workers as a process of their own until it is told to end. What they leave behind ends with the run's data. */
export function runProcess(compose: () => Promise<Composition>): void {
  main(compose).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });
}

async function main(compose: () => Promise<Composition>): Promise<void> {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
    shutdownSignals: [],
  });
  const { workers, config } = await compose();
  const isRunning = async () => workers.every((worker) => worker.getState() === 'RUNNING');
  const health = createHealthServer([{ name: 'workers', required: true, answers: isRunning }]);
  health.listen(config.WORKER_PORT, config.HOST);
  await Promise.race([once(process, 'SIGTERM'), Promise.all(workers.map((worker) => worker.run()))]);
  process.exit();
}
