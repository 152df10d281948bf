import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { newKey } from '../crypto/seal.ts';
import { randomToken } from '../crypto/token.ts';
import { type Command, EXIT } from './command.ts';

const HELP = `Usage: idbeyond secrets > .env

Prints what docker-compose.yml wants to be set, with fresh random secrets. Keep MASTER_KEYS apart from your backups:
without it nothing that was sealed can be opened again, and with it everything can.`;

const ACCESS_KEY_BYTES = 10;

const ring = () => `k1:${newKey().toString('base64')}`;

export const secrets: Command = async (args, terminal) => {
  const { values } = parseArgs({ args, options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    terminal.say(HELP);
    return EXIT.done;
  }
  const lines = [
    '# Where the service is reached. SITE_ADDRESS is what the proxy answers to.',
    'PUBLIC_URL=https://localhost',
    'SITE_ADDRESS=localhost',
    `POSTGRES_PASSWORD=${randomToken()}`,
    `IDBEYOND_DB_PASSWORD=${randomToken()}`,
    `TEMPORAL_DB_PASSWORD=${randomToken()}`,
    `S3_ACCESS_KEY=${randomBytes(ACCESS_KEY_BYTES).toString('hex')}`,
    `S3_SECRET_KEY=${randomToken()}`,
    `MASTER_KEYS=${ring()}`,
    `CODEC_KEYS=${ring()}`,
  ];
  for (const line of lines) terminal.say(line);
  return EXIT.done;
};
