import '../support/temporal-runtime.ts';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { dataConverter } from '../../src/adapters/temporal.ts';
import { bundleWorkflows } from '../../src/workflow-bundle.ts';
import { HISTORY_KEYS } from '../support/scripted-workers.ts';
import { VERIFICATION_PATHS } from '../support/verification-paths.ts';

const here = dirname(fileURLToPath(import.meta.url));
const releases = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());

const readHistory = (release: string, file: string) =>
  historyFromJSON(JSON.parse(readFileSync(join(here, release, file), 'utf8')));

const replay = (workflowBundle: WorkflowBundle, release: string, file: string) =>
  Worker.runReplayHistory(
    { workflowBundle, dataConverter: dataConverter(HISTORY_KEYS) },
    readHistory(release, file),
    file.replace('.json', ''),
  );

/** The same workflow code with two steps in each other's place. */
function withSwapped(bundle: WorkflowBundle & { code: string }, one: string, other: string): WorkflowBundle {
  const code = bundle.code.replace(new RegExp(`\\.(${one}|${other})\\(`, 'g'), (_, name) => `.${name === one ? other : one}(`);
  assert.notEqual(code, bundle.code);
  return { ...bundle, code };
}

describe('recorded histories', function () {
  this.timeout(30_000);
  let bundle: WorkflowBundle & { code: string };
  before(async () => {
    bundle = await bundleWorkflows();
  });

  for (const { name: release } of releases) {
    for (const file of readdirSync(join(here, release))) {
      it(`of ${release} replay: ${file.replace('.json', '')}`, () => replay(bundle, release, file));
    }
  }

  it('cover every path of this release', () => {
    const recorded = new Set(releases.flatMap(({ name }) => readdirSync(join(here, name))));
    for (const { name } of VERIFICATION_PATHS) assert.ok(recorded.has(`${name}.json`), name);
    assert.ok(recorded.has('webhook-delivery.json'));
  });

  it('do not replay where two activities were swapped', async () => {
    const swapped = withSwapped(bundle, 'decideSession', 'prepareReturn');
    await assert.rejects(replay(swapped, '0.1.0', 'approved.json'), DeterminismViolationError);
    const stepsOfOneDocument = withSwapped(bundle, 'readDocument', 'recordExtraction');
    await assert.rejects(replay(stepsOfOneDocument, '0.1.0', 'approved.json'));
  });
});
