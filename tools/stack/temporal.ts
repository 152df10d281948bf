import { Connection } from '@temporalio/client';
import { createPart, type Part, type PartWatch } from './part.ts';

/** What workflows are found by; a server that we did not start must have them too. */
export const SEARCH_ATTRIBUTES: Record<string, 'Keyword'> = {
  IdbOrganization: 'Keyword',
  IdbEnvironment: 'Keyword',
};

export interface TemporalOptions {
  program: string;
  databaseFile: string;
  logFile: string;
  port: number;
  /** Undefined for none. */
  uiPort: number | undefined;
  env: NodeJS.ProcessEnv;
  /** False for tests: histories are long after some hundred events instead of some thousand. */
  longHistories: boolean;
  watch?: PartWatch;
}

/**
 * The dev server has one shard, which by default polls 20 times a second at most: every task but the first few waits
 * 50 ms. With these settings a step takes a sixth of that; a server with hundreds of shards does not need them.
 */
const SETTINGS = [
  '--sqlite-pragma=journal_mode=WAL',
  '--sqlite-pragma=synchronous=NORMAL',
  '--dynamic-config-value=history.transferProcessorMaxPollRPS=1000',
  '--dynamic-config-value=history.timerProcessorMaxPollRPS=1000',
  '--dynamic-config-value=system.enableActivityEagerExecution=true',
];

/** Below what any other test reaches, and soon reached by the one that wants a new run. */
const SHORT_HISTORIES = '--dynamic-config-value=limit.historyCount.suggestContinueAsNew=400';

const NAMESPACE = 'default';

/** Whether the server answers and knows the namespace. */
async function answers(address: string): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: 1500 });
    await connection.workflowService.describeNamespace({ namespace: NAMESPACE });
    return true;
  } catch {
    // Whatever the reason, it does not answer yet; the owner gives up in time and shows the server's log.
    return false;
  } finally {
    await connection?.close();
  }
}

export function createTemporal(options: TemporalOptions): Part {
  const { program, databaseFile, logFile, port, uiPort, env, watch } = options;
  const attributes = Object.entries(SEARCH_ATTRIBUTES).map(
    ([name, type]) => `--search-attribute=${name}=${type}`,
  );
  const ui = uiPort === undefined ? ['--headless'] : ['--ui-ip=127.0.0.1', `--ui-port=${uiPort}`];
  const args = ['server', 'start-dev', '--ip=127.0.0.1', `--port=${port}`, ...ui, `--namespace=${NAMESPACE}`];
  args.push(
    `--db-filename=${databaseFile}`,
    ...SETTINGS,
    ...(options.longHistories ? [] : [SHORT_HISTORIES]),
    ...attributes,
    '--log-level=warn',
    '--log-format=json',
  );
  return createPart({
    name: 'Temporal',
    logFile,
    // A configuration of the person's own for the command line program is about another server.
    launch: () => ({ file: program, args: [...args, '--disable-config-file', '--disable-config-env'], env }),
    isReady: () => answers(`127.0.0.1:${port}`),
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
    graceMs: 4000,
    ...(watch ? { watch } : {}),
  });
}
