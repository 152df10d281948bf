import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Follower, follow, readableLine } from './follow.ts';
import { type LocalStack, logsOf, startLocalStack } from './local-stack.ts';
import { tryLock } from './lock.ts';
import { removeFolder } from './outside-folder.ts';
import { lastWords, type PartWatch } from './part.ts';
import { makeHome } from './places.ts';
import { createPorts } from './ports.ts';
import { recordOf } from './process-record.ts';
import type { Say } from './progress.ts';
import { keepSecrets, type Secrets, writePrivately } from './secrets.ts';
import { endLeftovers, openStackFile, readStack, type StackAddresses, type StackFile } from './stack-file.ts';

export interface SupervisorOptions {
  home: string;
  fresh: boolean;
  env: NodeJS.ProcessEnv;
  say: Say;
  /** Aborted when the person wants it to end; the reason is what is said. */
  signal: AbortSignal;
  onReady: (addresses: StackAddresses) => void;
}

/** Thrown where another process of this home holds the stack already. */
export class AlreadyRunning extends Error {
  override name = 'AlreadyRunning';
}

/** Thrown where a part ended by itself; shows its last words. */
class PartDied extends Error {
  override name = 'PartDied';

  constructor(part: string, how: string, logFile: string) {
    super(`${part} ${how}. The end of ${logFile}:\n${lastWords(logFile).replace(/^/gm, '    ')}`);
  }
}

const LOCK = 'dev.lock';

/** The logs of the start before this one stay readable. */
function rotateLogs(logs: string): void {
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(logs)) {
    const isCurrent = name.endsWith('.log') && !name.endsWith('.previous.log') && name !== 'dev.log';
    if (isCurrent) renameSync(join(logs, name), join(logs, name.replace(/\.log$/, '.previous.log')));
  }
}

function removeData(home: string): void {
  removeFolder(join(home, 'postgres'));
  for (const name of readdirSync(home)) {
    if (/^temporal\.db/.test(name) || name === 'objects' || name === 'secrets.json') {
      rmSync(join(home, name), { recursive: true, force: true });
    }
  }
}

/** Keys of the person's own go with a database of the person's own. */
function withOwnKeys(secrets: Secrets, env: NodeJS.ProcessEnv): Secrets {
  return {
    ...secrets,
    masterKeys: env.MASTER_KEYS || secrets.masterKeys,
    codecKeys: env.CODEC_KEYS || secrets.codecKeys,
  };
}

async function endWhatACrashLeft(home: string, say: Say): Promise<void> {
  const left = readStack(home);
  if (!left) return;
  const ended = await endLeftovers(left.processes);
  if (ended.length > 0) say(`The last start was killed; ended what it left running: ${ended.join(', ')}.`);
}

/** Aborts when a part dies or when the caller's signal does; a second reason changes nothing. */
function watchOver(file: StackFile, signal: AbortSignal, say: Say) {
  const ending = new AbortController();
  if (signal.aborted) ending.abort(signal.reason);
  signal.addEventListener('abort', () => ending.abort(signal.reason), { once: true });
  const watch: PartWatch = {
    started: (record) => file.started(record),
    gone: (name) => file.gone(name),
    died: (name, how, logFile) => {
      say(`${name} ${how}, and nobody asked it to; ending the rest.`);
      ending.abort(new PartDied(name, how, logFile));
    },
  };
  return { ending: ending.signal, watch };
}

/** Shows the warnings and errors of the API and the worker; the rest of their output only when one of them dies. */
function followApplication(stack: LocalStack, say: Say): Follower[] {
  return [stack.api, stack.worker].map((part) =>
    follow(
      part.logFile,
      (line) => {
        const readable = readableLine(part.name, line);
        if (readable && !/^\S+:\s+at /.test(readable)) say(readable);
      },
      0,
    ),
  );
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

async function runStack(options: SupervisorOptions, file: StackFile): Promise<void> {
  const { home, env, say, signal } = options;
  const logs = logsOf(home);
  rotateLogs(logs);
  const secretsFile = join(home, 'secrets.json');
  const secrets = keepSecrets(secretsFile);
  const { ending, watch } = watchOver(file, signal, say);
  const stack = await startLocalStack({
    home,
    secrets: withOwnKeys(secrets, env),
    ports: createPorts(),
    usualPorts: true,
    durable: true,
    env,
    say,
    signal: ending,
    watch,
  });
  writePrivately(secretsFile, { ...secrets, tenant: stack.tenant });
  const { apiUrl, workerUrl, temporalAddress, temporalUiUrl, s3Endpoint, databaseUrl } = stack;
  const { secretKey, publishableKey } = stack;
  const addresses = {
    apiUrl,
    workerUrl,
    temporalAddress,
    temporalUiUrl,
    s3Endpoint,
    databaseUrl,
    secretKey,
    publishableKey,
  };
  // First the words, then the file: whoever waits for the file then finds them said.
  options.onReady(addresses);
  file.update({ state: 'ready', ...addresses });
  const followers = followApplication(stack, say);
  await untilAborted(ending);
  file.update({ state: 'stopping' });
  const started = performance.now();
  await stack.stop();
  for (const follower of followers) follower.stop();
  if (!signal.aborted) throw ending.reason;
  say(`Stopped in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

/**
 * Runs the stack of one home until the signal is aborted or one of its parts dies, which is thrown. Throws
 * {@link AlreadyRunning} where another process does so for this home.
 */
export async function supervise(options: SupervisorOptions): Promise<void> {
  const { home, say } = options;
  // Data and logs are for the account that runs the stack alone.
  process.umask(0o077);
  makeHome(home);
  const lock = tryLock(join(home, LOCK), 'dev');
  if ('holder' in lock) throw new AlreadyRunning(`process ${lock.holder.pid}`);
  try {
    await endWhatACrashLeft(home, say);
    if (options.fresh) {
      removeData(home);
      say('Removed the data of earlier starts.');
    }
    const file = openStackFile(home, recordOf('dev', process.pid));
    try {
      await runStack(options, file);
    } finally {
      file.close();
    }
  } finally {
    lock.release();
  }
}
