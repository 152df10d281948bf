import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { VERSION } from '../src/contract/version.ts';
import { bundleWorkflows } from '../src/workflow-bundle.ts';
import { openTheatre } from '../test/support/scripted-workers.ts';
import { VERIFICATION_PATHS } from '../test/support/verification-paths.ts';
import { root } from './stack/places.ts';
import { startTestStack } from './stack/test-stack.ts';

// Records the workflows of this release: every path, and the deliveries that it starts. Once recorded, the histories
// of a release are never recorded again; delete none to make a changed workflow pass.

const folder = join(root, 'test', 'histories', VERSION);
mkdirSync(folder, { recursive: true });
const recorded = new Set(readdirSync(folder));
const missing = VERIFICATION_PATHS.filter(({ name }) => !recorded.has(`${name}.json`));

const write = (name: string, history: Parameters<typeof historyToJSON>[0]) => {
  writeFileSync(join(folder, `${name}.json`), `${historyToJSON(history)}\n`);
  console.log(`recorded ${VERSION}/${name}`);
};

const ending = new AbortController();
const stack = await startTestStack({
  servers: true,
  env: process.env,
  say: console.log,
  signal: ending.signal,
});
try {
  const theatre = await openTheatre(stack.settings.TEMPORAL_ADDRESS ?? '', await bundleWorkflows());
  for (const path of missing) {
    const { handle } = await theatre.play(path);
    write(path.name, await handle.fetchHistory());
  }
  if (!recorded.has('webhook-delivery.json')) {
    const query = "WorkflowType = 'webhookDelivery'";
    for await (const { workflowId } of theatre.client.workflow.list({ query })) {
      write('webhook-delivery', await theatre.client.workflow.getHandle(workflowId).fetchHistory());
      break;
    }
  }
  await theatre.close();
} finally {
  await stack.stop();
}
