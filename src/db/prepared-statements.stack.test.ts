import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import pg from 'pg';
import { testConfig } from '../../test/support/stack.ts';
import { connect } from './connection.ts';
import { createStatementNames, prepareStatements } from './prepared-statements.ts';

const PREPARED = 'select statement from pg_prepared_statements where name like ?';

describe('prepared statements', () => {
  let db: Knex;

  before(() => {
    db = connect({ url: testConfig().DATABASE_URL, pool: 1 });
  });

  after(() => db.destroy());

  it('are kept by the connection from their first use', async () => {
    for (const number of [1, 2, 3]) await db.raw('select ?::int as used_thrice', [number]);
    const { rows } = await db.raw(PREPARED, ['idb_%']);
    assert.equal(
      rows.filter(({ statement }: { statement: string }) => /used_thrice/.test(statement)).length,
      1,
    );
  });

  it('give each call the rows of its own values', async () => {
    const found = [];
    for (const word of ['one', 'two'])
      found.push((await db.raw('select ?::text as word', [word])).rows[0].word);
    assert.deepEqual(found, ['one', 'two']);
  });

  it('work again after one of them failed', async () => {
    const half = (by: number) => db.raw('select 10 / ?::int as half', [by]);
    await assert.rejects(half(0), { code: '22012' });
    assert.equal((await half(2)).rows[0].half, 5);
  });

  it('are no more than allowed; others are sent as they are', async () => {
    const client = new pg.Client(testConfig().DATABASE_URL);
    await client.connect();
    try {
      prepareStatements(client, createStatementNames(1));
      await client.query({ text: 'select $1::int as first', values: [1] });
      const { rows } = await client.query({ text: 'select $1::int as second', values: [2] });
      const kept = await client.query('select count(*)::int as kept from pg_prepared_statements');
      assert.deepEqual([rows[0].second, kept.rows[0].kept], [2, 1]);
    } finally {
      await client.end();
    }
  });
});
