import { parseArgs } from 'node:util';
import { migrateToLatest } from '../db/migrate.ts';
import { type Command, EXIT, withDatabase } from './command.ts';

const HELP = `Usage: idbeyond migrate

Brings the schema of the database to the newest version. Processes that start together wait for each other.
Needs DATABASE_URL.`;

export const migrate: Command = async (args, terminal) => {
  const { values } = parseArgs({ args, options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    terminal.say(HELP);
    return EXIT.done;
  }
  const names = await withDatabase(terminal, migrateToLatest);
  terminal.say(names.length > 0 ? `Ran ${names.join(', ')}.` : 'The schema is up to date.');
  return EXIT.done;
};
