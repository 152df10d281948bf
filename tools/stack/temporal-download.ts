import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Made } from './binary-cache.ts';
import type { RunCommand } from './command.ts';
import { type Say, withPatience } from './progress.ts';

const ANSWER_WITHIN_MS = 4000;
const WHOLE_WITHIN_MS = 300_000;

interface Tools {
  run: RunCommand;
  say: Say;
  fetch: typeof fetch;
}

/** Where Temporal offers its command line program; undefined for a system that it is not offered for. */
export function temporalDownloadUrl(version: string, platform: string, arch: string): string | undefined {
  const cpu = { x64: 'amd64', arm64: 'arm64' }[arch];
  if (!cpu || (platform !== 'linux' && platform !== 'darwin')) return undefined;
  return `https://temporal.download/cli/archive/${version}?platform=${platform}&arch=${cpu}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return `no answer within ${ANSWER_WITHIN_MS / 1000} s`;
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return cause?.code ? `${error.message} (${cause.code})` : error.message;
}

/** Fetches and unpacks the official program; a place that does not answer quickly is given up. */
export async function downloadTemporal(url: string, folder: string, tools: Tools): Promise<Made> {
  const archive = join(folder, 'temporal.tar.gz');
  try {
    const impatience = new AbortController();
    const timer = setTimeout(() => impatience.abort(), ANSWER_WITHIN_MS);
    const whole = AbortSignal.timeout(WHOLE_WITHIN_MS);
    const signal = AbortSignal.any([impatience.signal, whole]);
    const response = await tools.fetch(url, { signal }).finally(() => clearTimeout(timer));
    if (!response.ok || !response.body) return { ok: false, reason: `answered ${response.status}` };
    const body = Readable.fromWeb(response.body as ReadableStream);
    await withPatience(tools.say, { doing: 'downloading the Temporal server', usually: '10 to 60 s' }, () =>
      pipeline(body, createWriteStream(archive)),
    );
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
  const { code, output } = await tools.run('tar', ['-xzf', archive, '-C', folder, 'temporal']);
  return code === 0 ? { ok: true } : { ok: false, reason: `tar failed: ${output.trim().slice(-200)}` };
}
