import type { Knex } from 'knex';
import { environmentSchema } from '../config.ts';
import { connect } from '../db/connection.ts';

/** What a command is given: everything that it reads and writes outside the database. */
export interface Terminal {
  environment: NodeJS.ProcessEnv;
  /** Writes a line for the one who asked. */
  say: (line: string) => void;
  /** Writes a line about what went wrong. */
  complain: (line: string) => void;
  clock: () => Date;
  /** The standard input; nothing comes in where it is left out. */
  input?: AsyncIterable<Uint8Array>;
}

/** Runs with the arguments after its name; returns an exit code of {@link EXIT}. */
export type Command = (args: string[], terminal: Terminal) => Promise<number>;

/** By the BSD list (sysexits) where it has a word for it. */
export const EXIT = { done: 0, failed: 1, usage: 64, configuration: 78 } as const;

/** The command was called in a way that it does not know. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** A key of the environment that the command needs is missing or wrong; the message says what to set. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}

const DATABASE_URL_WANTED =
  'Set DATABASE_URL to the address of PostgreSQL, such as postgres://user:password@127.0.0.1:5432/idbeyond.';

/** Opens the database that `DATABASE_URL` names for as long as the work takes. Nothing else of the configuration is needed. */
export async function withDatabase<T>(terminal: Terminal, work: (db: Knex) => Promise<T>): Promise<T> {
  const part = environmentSchema.pick({ DATABASE_URL: true }).safeParse(terminal.environment);
  if (!part.success) throw new SettingsError(DATABASE_URL_WANTED);
  const db = connect({ url: part.data.DATABASE_URL, pool: 1 });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}
