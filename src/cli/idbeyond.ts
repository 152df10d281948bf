#!/usr/bin/env node
import { run } from './run.ts';

/** What shells tell of a program that wrote to someone who had gone, such as `head`: 128 and the number of SIGPIPE. */
const NOBODY_LISTENS = 141;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(NOBODY_LISTENS);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  say: (line) => console.log(line),
  complain: (line) => console.error(line),
  clock: () => new Date(),
  input: process.stdin,
});
