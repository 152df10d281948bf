import assert from 'node:assert/strict';
import { mochaRuns } from './test-files.ts';

const ignoredBy = (args: string[]) => args.filter((_, index) => args[index - 1] === '--ignore');
const specsOf = (args: string[]) =>
  args.filter((arg) => arg !== '--ignore' && !ignoredBy(args).includes(arg));

describe('which test files are run', () => {
  it('leaves out of the second run of the suite exactly what the first one runs', () => {
    const [apart, others] = mochaRuns('all', []);
    assert.ok(apart && others);
    const onlyInOthers = ignoredBy(others).filter((pattern) => !ignoredBy(apart).includes(pattern));
    assert.deepEqual(onlyInOthers, specsOf(apart));
    assert.deepEqual(ignoredBy(apart), ['**/*.long.test.ts']);
  });

  it('is one run where files or titles are asked for', () => {
    assert.equal(mochaRuns('all', ['--grep', 'revoked']).length, 1);
    assert.deepEqual(specsOf(mochaRuns('all', ['src/api/errors.test.ts'])[0] ?? []), [
      'src/api/errors.test.ts',
    ]);
  });

  it('is no server and nothing slow where only units are', () => {
    const [units] = mochaRuns('unit', []);
    assert.deepEqual(
      ignoredBy(units ?? []),
      ['stack', 'slow', 'long'].map((kind) => `**/*.${kind}.test.ts`),
    );
  });
});
