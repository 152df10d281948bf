import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflows } from '../src/workflow-bundle.ts';
import { root } from './stack/places.ts';

/** The workflow code as one file, so that a worker in production starts without making it. */
const target = join(root, 'dist', 'workflow-bundle.js');
const { code } = await bundleWorkflows();
mkdirSync(join(root, 'dist'), { recursive: true });
writeFileSync(target, code);
console.log(`Wrote ${target} (${Math.round(code.length / 1024)} kB).`);
