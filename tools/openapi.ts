import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openapiDocument } from '../src/contract/openapi.ts';

/** Writes docs/openapi.json from the contract; with `--check` it only says whether the file is in step. */
const FILE = fileURLToPath(new URL('../docs/openapi.json', import.meta.url));
const written = `${JSON.stringify(openapiDocument('http://127.0.0.1:3000'), null, 2)}\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, written);
  console.log('docs/openapi.json is written.');
} else if (readFileSync(FILE, 'utf8') !== written) {
  console.error('docs/openapi.json is behind the contract: run "npm run openapi" and commit the file.');
  process.exitCode = 1;
}
