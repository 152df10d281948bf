import { randomUUID } from 'node:crypto';
import {
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type Account, serverAccount } from './account.ts';
import type { RunCommand } from './command.ts';
import { folderFor } from './outside-folder.ts';
import { createPart, type Part, type PartWatch } from './part.ts';
import { findPostgres, type PostgresPrograms } from './postgres-programs.ts';
import { commandOf, recordOf, signalProcess, startOf, waitUntilGone } from './process-record.ts';

const USER = 'idbeyond';
const DATABASE = 'idbeyond';

export interface PostgresOptions {
  /** Where its data is to lie. */
  folder: string;
  /** A name for the data that no other home has: used where it must lie elsewhere. */
  folderName: string;
  logFile: string;
  /** Where a copy of the programs may go. */
  cache: string;
  password: string;
  /** False for data that nobody will miss after a power cut. */
  durable: boolean;
  run: RunCommand;
  watch?: PartWatch;
}

export interface Postgres {
  version: string;
  /** A part on this port; its data is one for all ports, so only one of them may run at a time. */
  onPort(port: number): Part;
  /** Makes the database where it is missing, and says its address. The part must be running. */
  database(port: number): Promise<string>;
}

const urlOf = (password: string, port: number, database: string) =>
  `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

const asAccount = (account: Account | undefined) => (account ? { uid: account.uid, gid: account.gid } : {});

/** Nothing of the caller's environment: a PGDATA or PGPORT of theirs is about another server. */
const ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

async function initialize(
  options: PostgresOptions,
  programs: PostgresPrograms,
  account: Account | undefined,
  folder: string,
): Promise<void> {
  const draft = join(folder, `draft-${randomUUID()}`);
  const passwordFile = join(folder, `password-${randomUUID()}`);
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  try {
    const args = ['-D', draft, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'];
    // The builtin C.UTF-8 sorts alike on every system, whatever locales it has.
    args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions');
    if (!options.durable) args.push('--no-sync');
    const { code, output } = await options.run(programs.initdb, args, {
      ...asAccount(account),
      cwd: '/',
      env: ENVIRONMENT,
    });
    if (code !== 0)
      throw new Error(`PostgreSQL's initdb failed: ${output.trim().split('\n').slice(-5).join(' / ')}`);
    renameSync(draft, join(folder, 'data'));
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

/** What an initialization that was killed has left. */
function removeDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (/^(draft|password)-/.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Ends a server that a crash left on this data; forgets a process number that is somebody else's by now. */
async function clearLeftover(data: string): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!startOf(pid)) return;
  if (!commandOf(pid)?.includes(data)) {
    rmSync(pidFile, { force: true });
    return;
  }
  const left = recordOf('PostgreSQL', pid);
  signalProcess(left, 'SIGINT');
  if (await waitUntilGone(left, 5000)) return;
  signalProcess(left, 'SIGKILL');
  await waitUntilGone(left, 5000);
}

function refuseForeignData(data: string, account: Account | undefined): void {
  const owner = statSync(data).uid;
  const wanted = account?.uid ?? process.getuid?.();
  if (owner === wanted) return;
  throw new Error(
    `PostgreSQL's data in ${data} belongs to another account (${owner}) than the one it would run as (${wanted}): start as the account that made it, or start anew with --fresh.`,
  );
}

async function answers(password: string, port: number): Promise<boolean> {
  const client = new pg.Client({
    connectionString: urlOf(password, port, 'postgres'),
    connectionTimeoutMillis: 1500,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === '28P01' || code === '28000') {
      throw new Error('PostgreSQL refuses the password of secrets.json: start anew with --fresh.');
    }
    return false;
  } finally {
    await client.end();
  }
}

function settings(port: number, durable: boolean): string[] {
  const values: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '64MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // A commit is still acknowledged only when it is written: killing the server loses none, only a power cut would.
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}

/** Finds PostgreSQL and makes its data ready; starts nothing. */
export async function preparePostgres(options: PostgresOptions): Promise<Postgres> {
  const account = serverAccount();
  const programs = await findPostgres(account, options.cache, options.run);
  const folder = folderFor(account, options.folder, options.folderName);
  const data = join(folder, 'data');
  removeDrafts(folder);
  if (existsSync(data)) refuseForeignData(data, account);
  else await initialize(options, programs, account, folder);
  await clearLeftover(data);

  return {
    version: programs.version,
    onPort: (port) =>
      createPart({
        name: 'PostgreSQL',
        logFile: options.logFile,
        launch: () => ({
          file: programs.postgres,
          args: ['-D', data, ...settings(port, options.durable)],
          env: ENVIRONMENT,
          cwd: '/',
          ...asAccount(account),
        }),
        isReady: () => answers(options.password, port),
        readyWithinMs: 60_000,
        stopSignal: 'SIGINT',
        graceMs: 4000,
        // After a SIGKILL the last of its processes need a moment to notice.
        tryAgain: async (log, attempt) => {
          if (attempt > 40 || !/pre-existing shared memory|already exists/.test(log)) return false;
          await new Promise((resolve) => setTimeout(resolve, 250));
          return true;
        },
        ...(options.watch ? { watch: options.watch } : {}),
      }),
    async database(port) {
      const client = new pg.Client({ connectionString: urlOf(options.password, port, 'postgres') });
      await client.connect();
      try {
        const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
        if (rowCount === 0) await client.query(`create database ${DATABASE}`);
      } finally {
        await client.end();
      }
      return urlOf(options.password, port, DATABASE);
    },
  };
}
