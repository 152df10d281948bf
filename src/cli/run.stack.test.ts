import assert from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { testConfig } from '../../test/support/stack.ts';
import { parseApiKey } from '../crypto/api-key.ts';
import { hashToken } from '../crypto/token.ts';
import { findApiKeyByHash } from '../db/api-keys.ts';
import { connect } from '../db/connection.ts';
import { run } from './run.ts';

const NOW = new Date('2026-11-23T12:00:00.000Z');

async function call(...args: string[]) {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await run(args, {
    environment: { DATABASE_URL: testConfig().DATABASE_URL },
    say: (line) => said.push(line),
    complain: (line) => complained.push(line),
    clock: () => NOW,
  });
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}

const keysIn = (text: string) => text.match(/[sp]k_(test|live)_[0-9A-Za-z]+/g) ?? [];

describe('the idbeyond command', () => {
  const org = `Acme ${uuidv7()}`;
  const mint = (...more: string[]) =>
    call('keys', 'mint', '--org', org, '--environment', 'test', '--label', 'backend', ...more);
  before(() => call('migrate'));

  it('migrates, and does nothing the second time', async () => {
    assert.deepEqual(await call('migrate'), { code: 0, said: 'The schema is up to date.', complained: '' });
  });

  it('mints a pair, says that the organization is new, and the next time does not', async () => {
    const first = await mint();
    assert.equal(first.code, 0);
    assert.match(first.said, new RegExp(`Organization "${org}" \\([0-9a-f-]{36}\\) was created`));
    assert.deepEqual(
      keysIn(first.said).map((key) => parseApiKey(key)?.kind),
      ['secret', 'publishable'],
    );
    assert.doesNotMatch((await mint()).said, /created/);
  });

  it('mints one of a kind, which is stored only as a hash', async () => {
    const { said } = await mint('--kind', 'secret');
    const [key = ''] = keysIn(said);
    assert.equal(keysIn(said).length, 1);
    const db = connect({ url: testConfig().DATABASE_URL, pool: 1 });
    try {
      const found = await findApiKeyByHash(db, hashToken(key));
      assert.deepEqual([found?.kind, found?.label, found?.createdAt], ['secret', 'backend', NOW]);
    } finally {
      await db.destroy();
    }
  });

  it('lists keys by their start and never whole', async () => {
    const { said } = await mint();
    const listed = (await call('keys', 'list', '--org', org)).said;
    for (const key of keysIn(said)) {
      assert.ok(listed.includes(`${key.slice(0, 12)}...`));
      assert.ok(!listed.includes(key));
    }
  });

  it('revokes a key once', async () => {
    const { said } = await mint('--kind', 'secret');
    const [, id = ''] = /secret key ([0-9a-f-]{36})/.exec(said) ?? [];
    assert.deepEqual(await call('keys', 'revoke', '--org', org, '--id', id), {
      code: 0,
      said: `Key ${id} is revoked.`,
      complained: '',
    });
    const second = await call('keys', 'revoke', '--org', org, '--id', id);
    assert.deepEqual([second.code, second.said], [1, '']);
    assert.match((await call('keys', 'list', '--org', org)).said, /revoked 2026-11-23/);
  });

  it("does not revoke another organization's key", async () => {
    const { said } = await mint('--kind', 'secret');
    const [, id = ''] = /secret key ([0-9a-f-]{36})/.exec(said) ?? [];
    const other = `Other ${uuidv7()}`;
    await call('keys', 'mint', '--org', other, '--environment', 'test', '--label', 'x');
    assert.equal((await call('keys', 'revoke', '--org', other, '--id', id)).code, 1);
  });

  it('finds an organization by its id as well, and makes none of an unknown id', async () => {
    const { said } = await mint();
    const listed = await call('keys', 'list', '--org', org);
    assert.equal(listed.code, 0);
    const [, id = ''] = /key ([0-9a-f-]{36})/.exec(said) ?? [];
    const unknown = await call('keys', 'mint', '--org', id, '--environment', 'test', '--label', 'x');
    assert.equal(unknown.code, 64);
    assert.match(unknown.complained, /no organization/);
  });
});
