import { z } from 'zod';
import { isAddressWithin } from './domain/reserved-address.ts';

/**
 * The environment, read once by a composition root. This file alone reads `process.env`; every key
 * stands in `.env.example`. Rooms are given the values that they need as arguments.
 */

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  );

const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'])
    .default(fallback ? 'true' : 'false')
    .transform((text) => text === 'true');

const base64Key = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64');

/** `v2:<base64>,v1:<base64>`: the first key seals, all of them open. */
const keyRing = z.string().transform((text, context) => {
  const keys = text.split(',').map((entry) => {
    const [id = '', key = ''] = entry.trim().split(':');
    if (!/^[\w-]{1,32}$/.test(id) || !base64Key.safeParse(key).success) {
      context.addIssue({
        code: 'custom',
        message: 'must be name:base64 of 32 bytes, comma separated, newest first',
      });
    }
    return { id, key: Buffer.from(key, 'base64') };
  });
  return keys;
});

/** Would otherwise be found wanting by the first address that is compared with them. */
const blocks = list.refine(areBlocks, 'must be blocks like 10.1.0.0/16, comma separated');

function areBlocks(texts: readonly string[]): boolean {
  try {
    isAddressWithin('::', texts);
    return true;
  } catch {
    return false;
  }
}

export const QUEUES = ['session', 'io', 'vision', 'webhook'] as const;

const queues = z
  .string()
  .default(QUEUES.join(','))
  .transform((text) => text.split(',').map((item) => item.trim()))
  .pipe(z.array(z.enum(QUEUES)).min(1));

const seconds = z
  .string()
  .transform((text) => text.split(',').map(Number))
  .pipe(z.array(z.number().nonnegative()).min(1).max(50));

/** 0, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h: ten attempts over a little more than three days. */
const WEBHOOK_SCHEDULE = '0,5,300,1800,7200,18000,36000,50400,72000,86400';

export const environmentSchema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  WORKER_PORT: z.coerce.number().int().min(0).max(65535).default(3001),
  METRICS_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_POOL: z.coerce.number().int().min(1).max(100).default(10),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_TLS_CERT: z.string().optional(),
  TEMPORAL_TLS_KEY: z.string().optional(),
  TEMPORAL_API_KEY: z.string().optional(),
  S3_ENDPOINT: z.url({ protocol: /^https?$/ }),
  S3_REGION: z.string().default('us-east-1'),
  S3_BUCKET: z.string().default('idbeyond'),
  S3_ACCESS_KEY: z.string().min(1),
  S3_SECRET_KEY: z.string().min(8),
  MASTER_KEYS: keyRing,
  CODEC_KEYS: keyRing,
  WORKER_QUEUES: queues,
  VISION_SLOTS: z.coerce.number().int().min(1).max(64).default(2),
  WORKFLOW_BUNDLE: z.string().optional(),
  WEBHOOK_SCHEDULE: z.string().default(WEBHOOK_SCHEDULE).pipe(seconds),
  WEBHOOK_ALLOWED_CIDRS: blocks,
  ALLOW_LOOPBACK_IN_TEST: flag(true),
  SHUTDOWN_GRACE_SECONDS: z.coerce.number().int().min(1).max(300).default(8),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type Config = z.output<typeof environmentSchema>;
export type ConfigKey = keyof Config;

/** Raised with every problem at once, so that one start shows all that is missing. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Reads the environment. Throws {@link ConfigError} with one line a problem; never shows a value. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(present);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(
    `The environment is not complete (.env.example explains each key):\n${problems.join('\n')}`,
  );
}
