import assert from 'node:assert/strict';
import { run } from './run.ts';

async function call(...args: string[]) {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await run(args, {
    environment: {},
    say: (line) => said.push(line),
    complain: (line) => complained.push(line),
    clock: () => new Date(0),
  });
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}

describe('the idbeyond command, without a database', () => {
  it('helps wherever it is asked to', async () => {
    for (const args of [
      ['--help'],
      ['-h'],
      ['keys', '--help'],
      ['keys', 'mint', '--help'],
      ['migrate', '-h'],
    ]) {
      const { code, said, complained } = await call(...args);
      assert.deepEqual([code, complained], [0, ''], args.join(' '));
      assert.match(said, /^Usage/);
    }
  });

  it('shows its usage and fails where it is called without a command, or with an unknown one', async () => {
    assert.equal((await call()).code, 64);
    for (const args of [['fly'], ['constructor'], ['keys'], ['keys', 'fly'], ['keys', 'mint', 'extra']]) {
      const { code, complained } = await call(...args);
      assert.equal(code, 64, args.join(' '));
      assert.match(complained, /^Usage/);
    }
  });

  it('says which option is wrong or missing', async () => {
    const unknown = await call('keys', 'mint', '--colour', 'red');
    assert.equal(unknown.code, 64);
    assert.match(unknown.complained, /--colour/);
    assert.match((await call('migrate', 'now')).complained, /now/);
  });

  it('says in a sentence that DATABASE_URL is missing', async () => {
    const { code, complained } = await call('migrate');
    assert.equal(code, 78);
    assert.match(complained, /^Set DATABASE_URL/);
  });
});
