import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { CHECK_STEPS, type CheckStep } from './check-steps.ts';
import { root } from './stack/places.ts';

interface Outcome {
  name: string;
  passed: boolean;
}

function runStep(step: CheckStep): Promise<Outcome> {
  const started = performance.now();
  const child = spawn(process.execPath, step.command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s)`);
      if (code !== 0) console.log(output.trimEnd().replace(/^/gm, '       '));
      resolve({ name: step.name, passed: code === 0 });
    });
  });
}

/** Two at a time: each step is one busy core. */
async function runAll(): Promise<Outcome[]> {
  const waiting = [...CHECK_STEPS];
  const outcomes: Outcome[] = [];
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) outcomes.push(await runStep(step));
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
  return outcomes;
}

const failed = (await runAll()).filter((outcome) => !outcome.passed);
if (failed.length > 0) {
  console.log(`npm run check failed: ${failed.map((outcome) => outcome.name).join(', ')}.`);
  process.exitCode = 1;
} else {
  console.log('npm run check passed.');
}
