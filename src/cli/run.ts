import { bucket } from './bucket.ts';
import { type Command, EXIT, SettingsError, type Terminal, UsageError } from './command.ts';
import { keys } from './keys.ts';
import { migrate } from './migrate.ts';
import { read } from './read.ts';
import { secrets } from './secrets.ts';
import { specimen } from './specimen.ts';

const HELP = `Usage: idbeyond <command>

  keys      mint, list and revoke API keys
  migrate   bring the schema of the database to the newest version
  bucket    make the bucket of the object store where it is missing
  secrets   print fresh secrets for .env
  read      read pictures and PDFs of documents, without any server
  specimen  draw documents of people who do not exist, with what stands on them

"idbeyond <command> --help" tells more.`;

const COMMANDS: Record<string, Command> = { keys, migrate, bucket, secrets, read, specimen };

const SILENT = 'The database that DATABASE_URL names does not answer.';

/** What to do about errors of the socket, and of PostgreSQL by SQLSTATE. */
const DATABASE_ERRORS: Record<string, string> = {
  ECONNREFUSED: SILENT,
  ENOTFOUND: SILENT,
  ETIMEDOUT: SILENT,
  '28P01': 'PostgreSQL refused the password in DATABASE_URL.',
  '3D000': 'PostgreSQL has no database of the name in DATABASE_URL. Create it first.',
  '42P01': 'The schema is missing. Run "idbeyond migrate" first.',
};

/** Runs one call of `idbeyond`. Never throws for what a person can mend; returns the exit code. */
export async function run(args: string[], terminal: Terminal): Promise<number> {
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h') {
    terminal.say(HELP);
    return args.length > 0 ? EXIT.done : EXIT.usage;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  try {
    if (!command) throw new UsageError(HELP);
    return await command(rest, terminal);
  } catch (error) {
    return complaint(error, terminal);
  }
}

function complaint(error: unknown, terminal: Terminal): number {
  if (error instanceof SettingsError) {
    terminal.complain(error.message);
    return EXIT.configuration;
  }
  if (error instanceof UsageError || isParseArgsError(error)) {
    terminal.complain(error.message);
    return EXIT.usage;
  }
  const explained = DATABASE_ERRORS[codeOf(error)];
  if (explained) {
    terminal.complain(explained);
    return EXIT.failed;
  }
  throw error;
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const isParseArgsError = (error: unknown): error is Error => codeOf(error).startsWith('ERR_PARSE_ARGS_');
