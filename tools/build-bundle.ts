import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleWorkflows } from '../src/workflow-bundle.ts';
import { root } from './stack/places.ts';

/** The workflow code as one file, so that a worker in production starts without making it. */
const target = join(root, 'dist', 'workflows', 'bundle.js');
const { code } = await bundleWorkflows();
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, code);
console.log(`Wrote ${target} (${Math.round(code.length / 1024)} kB).`);
