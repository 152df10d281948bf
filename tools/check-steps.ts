/** One step of `npm run check`: what Node.js runs for it. It passes with exit code 0. */
export interface CheckStep {
  name: string;
  command: string[];
}

export const arrowsCommand = [
  'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
  'src',
  '--config',
  '.dependency-cruiser.cjs',
  '--output-type',
  'err-long',
];

export const CHECK_STEPS: CheckStep[] = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'] },
  { name: 'arrows between rooms', command: arrowsCommand },
  { name: 'lint and format', command: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
  { name: 'docs/openapi.json is current', command: ['--import', 'tsx', 'tools/openapi.ts', '--check'] },
];
