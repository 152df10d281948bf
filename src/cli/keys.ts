import { parseArgs } from 'node:util';
import type { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';
import { type ApiKeyKind, mintApiKey } from '../crypto/api-key.ts';
import { type ApiKey, insertApiKey, listApiKeys, revokeApiKey } from '../db/api-keys.ts';
import {
  findOrganization,
  findOrganizationByName,
  insertOrganization,
  type Organization,
} from '../db/organizations.ts';
import { isUuid } from '../db/tenancy.ts';
import { ENVIRONMENTS } from '../domain/session.ts';
import { type Command, EXIT, type Terminal, UsageError, withDatabase } from './command.ts';

const HELP = `Usage:
  idbeyond keys mint --org <name or id> --environment test|live --label <text> [--kind secret|publishable|pair]
  idbeyond keys list --org <name or id>
  idbeyond keys revoke --org <name or id> --id <key id>

mint     Makes a pair of keys, or one of a kind, and shows them once: only a hash and the start are kept.
         An organization whose name is new is created.
list     Shows the keys of an organization by their start.
revoke   Ends a key at once. Its row stays, so that records keep referring to it.

Needs DATABASE_URL.`;

const OPTIONS = {
  org: { type: 'string' },
  environment: { type: 'string' },
  label: { type: 'string' },
  kind: { type: 'string', default: 'pair' },
  id: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>['values'];
type Action = (db: Knex, values: Values, terminal: Terminal) => Promise<number>;

const KINDS: Record<string, readonly ApiKeyKind[]> = {
  secret: ['secret'],
  publishable: ['publishable'],
  pair: ['secret', 'publishable'],
};
const MAX_NAME_LENGTH = 200;

export const keys: Command = async (args, terminal) => {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  if (values.help) {
    terminal.say(HELP);
    return EXIT.done;
  }
  const [name = '', ...rest] = positionals;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (!action || rest.length > 0) throw new UsageError(HELP);
  return withDatabase(terminal, (db) => action(db, values, terminal));
};

const mint: Action = async (db, values, terminal) => {
  const environment = oneOf('--environment', values.environment, ENVIRONMENTS);
  const kinds = KINDS[oneOf('--kind', values.kind, Object.keys(KINDS))] ?? [];
  const label = shortText('--label', values.label);
  const named = shortText('--org', values.org);
  const now = terminal.clock();
  const { organization, isNew, minted } = await db.transaction(async (tx) => {
    const found = await findNamed(tx, named);
    const organization = found ?? (await createOrganization(tx, named, now));
    const tenant = { organizationId: organization.id, environment };
    const minted = kinds.map((kind) => ({
      id: uuidv7(),
      kind,
      label,
      minted: mintApiKey(kind, environment),
    }));
    for (const key of minted) await insertApiKey(tx, tenant, key, now);
    return { organization, isNew: !found, minted };
  });
  if (isNew) terminal.say(`Organization "${organization.name}" (${organization.id}) was created.`);
  for (const key of minted) terminal.say(`${key.kind} key ${key.id}: ${key.minted.key}`);
  terminal.say('Copy them now: they are not shown again.');
  return EXIT.done;
};

const list: Action = async (db, values, terminal) => {
  const organization = await existing(db, values.org, terminal);
  if (!organization) return EXIT.failed;
  const found = await listApiKeys(db, organization.id);
  for (const key of found) terminal.say(lineOf(key));
  if (found.length === 0) terminal.say(`Organization "${organization.name}" has no keys.`);
  return EXIT.done;
};

const revoke: Action = async (db, values, terminal) => {
  const id = shortText('--id', values.id);
  const organization = await existing(db, values.org, terminal);
  if (!organization) return EXIT.failed;
  if (isUuid(id) && (await revokeApiKey(db, organization.id, id, terminal.clock()))) {
    terminal.say(`Key ${id} is revoked.`);
    return EXIT.done;
  }
  terminal.complain(`Organization "${organization.name}" has no key ${id} that is in use.`);
  return EXIT.failed;
};

const ACTIONS: Record<string, Action> = { mint, list, revoke };

function oneOf<T extends string>(option: string, value: string | undefined, choices: readonly T[]): T {
  const chosen = choices.find((choice) => choice === value);
  if (chosen === undefined) throw new UsageError(`${option} must be one of: ${choices.join(', ')}.`);
  return chosen;
}

function shortText(option: string, value: string | undefined): string {
  const text = value?.trim() ?? '';
  if (text === '') throw new UsageError(`${option} is missing.`);
  if (text.length > MAX_NAME_LENGTH)
    throw new UsageError(`${option} must have at most ${MAX_NAME_LENGTH} characters.`);
  return text;
}

/** By id where the text is one, else by name. */
async function findNamed(db: Knex, nameOrId: string): Promise<Organization | undefined> {
  return isUuid(nameOrId) ? findOrganization(db, nameOrId) : findOrganizationByName(db, nameOrId);
}

async function createOrganization(db: Knex, name: string, now: Date): Promise<Organization> {
  if (isUuid(name)) throw new UsageError(`There is no organization ${name}. A new one is made by a name.`);
  const organization = { id: uuidv7(), name };
  await insertOrganization(db, organization, now);
  return organization;
}

async function existing(
  db: Knex,
  nameOrId: string | undefined,
  terminal: Terminal,
): Promise<Organization | undefined> {
  const named = shortText('--org', nameOrId);
  const organization = await findNamed(db, named);
  if (!organization) terminal.complain(`There is no organization "${named}".`);
  return organization;
}

function lineOf({ id, kind, environment, prefix, label, createdAt, lastUsedAt, revokedAt }: ApiKey): string {
  const used = lastUsedAt ? `used ${lastUsedAt.toISOString()}` : 'never used';
  const ended = revokedAt ? `, revoked ${revokedAt.toISOString()}` : '';
  const made = `created ${createdAt.toISOString()}`;
  return `${id}  ${environment} ${kind.padEnd(11)}  ${prefix}...  ${label}  (${made}, ${used}${ended})`;
}
