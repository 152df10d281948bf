import type { Db } from './connection.ts';

/** A row that is still to be written. */
export interface NewRow {
  table: string;
  columns: Record<string, unknown>;
}

/**
 * Writes rows of several tables in one statement: all of them or none, without a transaction around it, and in one
 * round trip. PostgreSQL judges references between them when the statement ends, so their order is free.
 */
export async function insertTogether(db: Db, rows: readonly NewRow[]): Promise<void> {
  const [last, ...others] = rows.toReversed();
  if (!last) return;
  const insert = db(last.table).insert(last.columns);
  for (const [at, { table, columns }] of others.entries())
    insert.with(`row_${at}`, db(table).insert(columns));
  await insert;
}
