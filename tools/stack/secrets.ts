import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What must stay the same from one start to the next, or nothing that was sealed could be opened again. */
export interface Secrets {
  postgresPassword: string;
  s3AccessKey: string;
  s3SecretKey: string;
  /** As MASTER_KEYS wants it. */
  masterKeys: string;
  /** As CODEC_KEYS wants it. */
  codecKeys: string;
  /** The test keys of the organization that the stack makes for trying it out; in the clear only here. */
  tenant?: { organizationId: string; secretKey: string; publishableKey: string };
}

const key = () => `local:${randomBytes(32).toString('base64')}`;

export function newSecrets(): Secrets {
  return {
    postgresPassword: randomBytes(24).toString('base64url'),
    s3AccessKey: randomBytes(10).toString('hex').toUpperCase(),
    s3SecretKey: randomBytes(30).toString('hex'),
    masterKeys: key(),
    codecKeys: key(),
  };
}

/** Writes for our eyes only, whole or not at all. */
export function writePrivately(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/** The secrets in the file, made and written the first time. */
export function keepSecrets(file: string): Secrets {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secrets = newSecrets();
  writePrivately(file, secrets);
  return secrets;
}
