import assert from 'node:assert/strict';
import { type Locked, satisfies, staleReason } from './bootstrap.mjs';

const lock: Locked = {
  packages: {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/for-another-system': { version: '2.0.0', integrity: 'sha512-b', optional: true },
  },
};
const installed = (a: { version: string; integrity: string }): Locked => ({
  packages: { 'node_modules/a': a },
});

describe('what the bootstrap installs', () => {
  it('is everything where node_modules is missing', () => {
    assert.match(staleReason(lock, undefined) ?? '', /missing/);
  });

  it('is nothing where what is installed is what the lock names, packages for other systems apart', () => {
    assert.equal(staleReason(lock, installed({ version: '1.0.0', integrity: 'sha512-a' })), undefined);
  });

  it('is everything where a package has another version, or other content under the same version', () => {
    assert.match(
      staleReason(lock, installed({ version: '1.0.1', integrity: 'sha512-a' })) ?? '',
      /node_modules\/a/,
    );
    assert.match(
      staleReason(lock, installed({ version: '1.0.0', integrity: 'sha512-x' })) ?? '',
      /node_modules\/a/,
    );
  });

  it('is everything where a package is installed that the lock no longer names', () => {
    const more: Locked = { packages: { ...lock.packages, 'node_modules/old': { version: '1.0.0' } } };
    assert.match(staleReason(lock, more) ?? '', /node_modules\/old/);
  });
});

describe('the Node.js versions that fit', () => {
  const range = '^20.19.0 || >=22.12.0';
  for (const [version, fits] of [
    ['18.20.8', false],
    ['20.18.3', false],
    ['20.19.0', true],
    ['20.20.2', true],
    ['21.7.0', false],
    ['22.11.0', false],
    ['22.12.0', true],
    ['24.1.0', true],
  ] as const) {
    it(`${fits ? 'include' : 'leave out'} ${version}`, () => {
      assert.equal(satisfies(version, range), fits);
    });
  }
});
