import type { Db } from './connection.ts';

/**
 * The first row that a statement finds, by its text. For what nearly every request asks, so that it is not put together
 * anew each time.
 */
export async function firstRow<Row>(
  db: Db,
  text: string,
  values: readonly (string | Buffer)[],
): Promise<Row | undefined> {
  return (await allRows<Row>(db, text, values))[0];
}

/** All rows that a statement finds, by its text. */
export async function allRows<Row>(
  db: Db,
  text: string,
  values: readonly (string | Buffer)[],
): Promise<Row[]> {
  const { rows }: { rows: Row[] } = await db.raw(text, values);
  return rows;
}

/** Columns under the names that a row has here, as a statement lists them. */
export function listed(columns: Readonly<Record<string, string>>): string {
  return Object.entries(columns)
    .map(([name, column]) => `${column} as "${name}"`)
    .join(', ');
}
