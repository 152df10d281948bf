/**
 * Arrows point inward only. One rule per room: what it may import, and what to do when that is not enough.
 * Tests may import anything.
 */
const ROOMS =
  '^src/(domain|contract|crypto|db|vision|specimen|adapters|workflows|activities|relay|api|web|cli)/';
const outside = (...allowed) => ({
  path: '^src/',
  pathNot: allowed.map((room) => `^src/${room}(/|\\.ts$)`),
});
const room = (name, allowed, comment) => ({
  name: `${name}-imports`,
  severity: 'error',
  comment,
  from: { path: `^src/${name}/`, pathNot: '\\.test\\.tsx?$' },
  to: outside(name, ...allowed),
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    room('domain', [], 'Rules are pure. Pass what the rule needs as an argument.'),
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'domain imports nothing but itself. Do input and output in activities or api.',
      from: { path: '^src/domain/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm', 'core'] },
    },
    room(
      'contract',
      ['domain'],
      'The promise knows rules and zod, not how they are kept. Move code outward.',
    ),
    room('crypto', ['domain'], 'Bytes in, bytes out. Fetch keys in db or adapters and pass them in.'),
    room(
      'db',
      ['domain', 'crypto'],
      'Tables know rows. Compose tables with other sockets in activities or api.',
    ),
    room('vision', ['domain'], 'Pixels to facts. Load and store pictures in activities or api.'),
    room('specimen', ['domain'], 'Specimens are drawn from plain data.'),
    room('adapters', ['domain', 'crypto'], 'One socket a file. Join sockets in activities, relay or api.'),
    {
      ...room(
        'workflows',
        ['domain'],
        'Workflows run in a sandbox: import activity types with `import type`, never values.',
      ),
      to: { ...outside('workflows', 'domain'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-are-deterministic',
      severity: 'error',
      comment:
        'Only @temporalio/workflow and @temporalio/common run in the sandbox. Do the rest in an activity.',
      from: { path: '^src/workflows/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm', 'core'], pathNot: 'node_modules/@temporalio/(workflow|common)/' },
    },
    room(
      'activities',
      ['domain', 'crypto', 'db', 'vision', 'adapters'],
      'An activity does one step. Order steps in workflows.',
    ),
    room(
      'relay',
      ['domain', 'crypto', 'db', 'adapters', 'workflows'],
      'The relay carries committed rows to Temporal and nothing else.',
    ),
    {
      name: 'relay-knows-messages-only',
      severity: 'error',
      comment: 'Outside the worker, a workflow is known by its messages: import workflows/messages.ts.',
      from: { path: '^src/(relay|api)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/workflows/', pathNot: '^src/workflows/messages\\.ts$' },
    },
    room(
      'api',
      ['contract', 'domain', 'crypto', 'db', 'adapters', 'relay', 'workflows', 'web'],
      'The API opens the door. Decide in domain, act in activities.',
    ),
    room(
      'web',
      ['contract', 'domain'],
      'Pages are given what they show. Load it in api and pass it as props.',
    ),
    {
      name: 'composition-roots-are-not-imported',
      severity: 'error',
      comment:
        'config.ts, log.ts, server.ts and worker.ts are composed, not imported: take config and log as arguments.',
      from: { path: ROOMS, pathNot: '(^src/cli/|\\.test\\.tsx?$)' },
      to: { path: '^src/(config|log|server|worker)\\.ts$' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one, or share a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unlisted-packages',
      severity: 'error',
      comment: 'Add the package to package.json, pinned.',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
