import knex, { type Knex } from 'knex';
import pg from 'pg';
import { createStatementNames, prepareStatements } from './prepared-statements.ts';

/** A connection pool or a transaction: every query takes either as its first argument. */
export type Db = Knex | Knex.Transaction;

/** int8 as a number: counts here stay far below 2^53. */
const INT8_OID = 20;

/** Knex would write to the console, in the midst of the log's JSON; every error reaches the caller as well. */
const SILENT = { warn() {}, error() {}, deprecate() {}, debug() {} };

/**
 * Opens a pool. A connection that the server closed is dropped and replaced: without a listener on each
 * client its error would end the process.
 */
export function connect(options: { url: string; pool?: number; onError?: (error: Error) => void }): Knex {
  pg.types.setTypeParser(INT8_OID, Number);
  const onError = options.onError ?? (() => undefined);
  const nameOf = createStatementNames();
  return knex({
    client: 'pg',
    connection: { connectionString: options.url, application_name: 'idbeyond', keepAlive: true },
    pool: {
      min: 0,
      max: options.pool ?? 10,
      afterCreate: (client: pg.Client, done: (error: Error | null, client: pg.Client) => void) => {
        client.on('error', onError);
        prepareStatements(client, nameOf);
        done(null, client);
      },
    },
    acquireConnectionTimeout: 10_000,
    // Otherwise the message of a failed query holds the values that it was given.
    compileSqlOnError: false,
    log: SILENT,
  });
}
