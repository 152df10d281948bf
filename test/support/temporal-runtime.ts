import { DefaultLogger, Runtime } from '@temporalio/worker';

/** Import for its effect: workers of tests say only what went wrong. A process has one runtime, made before its first worker. */
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
  shutdownSignals: [],
});
