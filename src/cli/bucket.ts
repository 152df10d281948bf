import { parseArgs } from 'node:util';
import { createObjectStore } from '../adapters/object-store.ts';
import { environmentSchema } from '../config.ts';
import { type Command, EXIT, SettingsError } from './command.ts';

const HELP = `Usage: idbeyond bucket

Makes the bucket of the object store where it is missing. Needs S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY.`;

const settings = environmentSchema.pick({
  S3_ENDPOINT: true,
  S3_REGION: true,
  S3_BUCKET: true,
  S3_ACCESS_KEY: true,
  S3_SECRET_KEY: true,
});

export const bucket: Command = async (args, terminal) => {
  const { values } = parseArgs({ args, options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    terminal.say(HELP);
    return EXIT.done;
  }
  const given = settings.safeParse(terminal.environment);
  if (!given.success) {
    const keys = new Set(given.error.issues.map(({ path }) => path.join('.')));
    throw new SettingsError(`Set ${[...keys].join(', ')} (.env.example explains each key).`);
  }
  const { S3_ENDPOINT, S3_REGION, S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY } = given.data;
  const store = createObjectStore({
    endpoint: S3_ENDPOINT,
    region: S3_REGION,
    bucket: S3_BUCKET,
    accessKey: S3_ACCESS_KEY,
    secretKey: S3_SECRET_KEY,
  });
  await store.ensureBucket();
  terminal.say(`The bucket ${S3_BUCKET} is there.`);
  return EXIT.done;
};
