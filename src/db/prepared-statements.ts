import type pg from 'pg';

/** The name of a statement by its text; undefined where it is not to be prepared. */
export type StatementNames = (text: string) => string | undefined;

/** Statements that a connection keeps. The queries of this room are about half as many. */
const MOST = 300;

/**
 * Names for the connections of one pool. Texts beyond the first `most` have none, so that lists of ever new lengths fill
 * no memory of the server's.
 */
export function createStatementNames(most = MOST): StatementNames {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known || names.size >= most) return known;
    const name = `idb_${names.size}`;
    names.set(text, name);
    return name;
  };
}

interface Statement {
  text: string;
  values: readonly unknown[];
}

/** Lets PostgreSQL parse and plan each statement with values once a connection, at its first use, not at each call. */
export function prepareStatements(client: pg.Client, nameOf: StatementNames): void {
  const query: (...given: unknown[]) => unknown = client.query.bind(client);
  const preparing = (first: unknown, ...others: unknown[]) =>
    query(isStatement(first) ? { ...first, name: nameOf(first.text) } : first, ...others);
  Object.assign(client, { query: preparing });
}

function isStatement(given: unknown): given is Statement {
  if (typeof given !== 'object' || given === null) return false;
  if (!('text' in given && 'values' in given)) return false;
  return Array.isArray(given.values) && given.values.length > 0;
}
