import { Pool } from 'undici';
import { createEndUser } from '../tools/demo/end-user.ts';
import type { Say } from '../tools/stack/progress.ts';
import { startBenchReceiver } from './receiver.ts';
import { createUnits } from './series.ts';
import { type BenchStack, startBenchStack } from './stack.ts';

export interface UploadTimes {
  /** Milliseconds from the first byte of the request, which is all there at once, to the API's answer. */
  ms: number[];
  /** Whole sessions, each of two documents, that were decided meanwhile. */
  sessions: number;
}

export interface UploadOptions {
  /** Pictures, no two alike: one that is sent again is known and not inspected. */
  pictures: readonly Buffer[];
  /** Sessions that are being played at all times, so that the worker always has documents to read. */
  playing: number;
  /** Called between two uploads, for what is compared with them. */
  between: () => Promise<void>;
  say: Say;
  signal: AbortSignal;
}

/**
 * What an end-user waits for: uploads to the real API on servers of its own, while the product's own worker reads
 * documents of other sessions. Each upload opens a session of its own, whose document is read as well.
 */
export async function timeUploads(options: UploadOptions): Promise<UploadTimes> {
  const { pictures, playing, between, say, signal } = options;
  const clients = playing + 1;
  const stack = await startBenchStack({ temporal: 'dev', clients, env: process.env, say, signal });
  const receiver = await startBenchReceiver();
  const { units, close } = await createUnits({ stack, receiver, clients, onRepeat: () => undefined });
  const http = new Pool(stack.apiUrl, { connections: 1 });
  try {
    await stack.readForReal();
    await units.real();
    const stop = keepPlaying(units.real, playing);
    const ms: number[] = [];
    for (const picture of pictures) {
      signal.throwIfAborted();
      ms.push(await timeUpload(stack, http, picture));
      await between();
    }
    return { ms, sessions: await stop() };
  } finally {
    await Promise.all([http.close(), close()]);
    receiver.close();
    await stack.stop();
  }
}

/** Plays one session after the other until it is told to stop; says how many were played. */
function keepPlaying(play: () => Promise<void>, playing: number): () => Promise<number> {
  let stopped = false;
  let played = 0;
  const loops = Array.from({ length: playing }, async () => {
    while (!stopped) {
      await play();
      played += 1;
    }
  });
  return async () => {
    stopped = true;
    await Promise.all(loops);
    return played;
  };
}

async function timeUpload(stack: BenchStack, http: Pool, picture: Buffer): Promise<number> {
  const { body } = await http.request({
    method: 'POST',
    path: '/api/verification/sessions',
    headers: { authorization: `Bearer ${stack.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ externalUserId: 'user-2', returnUrl: 'http://127.0.0.1/done' }),
  });
  const { hostedUrl } = (await body.json()) as { hostedUrl: string };
  const endUser = createEndUser(hostedUrl);
  await endUser.start();
  await endUser.choose('passport');
  const began = performance.now();
  await endUser.upload('passport', picture);
  return performance.now() - began;
}
