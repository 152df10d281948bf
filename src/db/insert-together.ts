import type { Db } from './connection.ts';

/** A row that is still to be written. */
export interface NewRow {
  table: string;
  /** By column; those that are undefined get what the table gives them. */
  columns: Record<string, unknown>;
}

/** A statement, or a part of one, with a question mark for each value. */
export interface Statement {
  text: string;
  values: readonly unknown[];
}

/**
 * Writes rows of several tables in one statement: all of them or none, without a transaction around it, and in one
 * round trip. PostgreSQL judges references between them when the statement ends, so their order is free.
 */
export async function insertTogether(db: Db, rows: readonly NewRow[]): Promise<void> {
  const [last, ...others] = rows.map(insertOf).toReversed();
  if (last) await run(db, withParts(others, last));
}

export function insertOf({ table, columns }: NewRow): Statement {
  const given = Object.entries(columns).filter(([, value]) => value !== undefined);
  const names = given.map(([name]) => name).join(', ');
  const places = given.map(() => '?').join(', ');
  return {
    text: `insert into ${table} (${names}) values (${places})`,
    values: given.map(([, value]) => value),
  };
}

/** One statement that does these parts, and then the last. */
export function withParts(parts: readonly Statement[], last: Statement): Statement {
  if (parts.length === 0) return last;
  const named = parts.map(({ text }, at) => `part_${at} as (${text})`);
  return {
    text: `with ${named.join(', ')} ${last.text}`,
    values: [...parts, last].flatMap(({ values }) => values),
  };
}

/** Does a statement. Returns how many rows its last part has changed. */
export async function run(db: Db, { text, values }: Statement): Promise<number> {
  const { rowCount }: { rowCount: number } = await db.raw(text, values as unknown[] as string[]);
  return rowCount;
}
