import type { IncomingMessage } from 'node:http';
import { ApiError } from './errors.ts';

export const MAX_JSON_BYTES = 64 * 1024;

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

/**
 * Reads a JSON body of at most 64 kB. No body at all counts as `{}`: where every field is optional, nothing need
 * be sent. Throws `BODY_TOO_LARGE` and `BODY_MALFORMED`.
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBytes(request, MAX_JSON_BYTES);
  if (bytes.length === 0) return {};
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) throw new ApiError('BODY_MALFORMED');
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new ApiError('BODY_MALFORMED');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ApiError('BODY_MALFORMED');
  }
}

/** What is over the limit is read and dropped, so that the caller hears the answer and the connection lives on. */
async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new ApiError('BODY_TOO_LARGE');
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > limit) break;
      chunks.push(chunk);
    }
  } catch {
    // The caller went away in the middle; nobody is left to hear the answer.
    throw new ApiError('BODY_MALFORMED');
  }
  if (size > limit) {
    request.resume();
    throw new ApiError('BODY_TOO_LARGE');
  }
  return Buffer.concat(chunks);
}
