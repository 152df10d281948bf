import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { ApiError } from '../errors.ts';
import { readJson } from '../json-body.ts';

const MAX_FORM_BYTES = 16 * 1024;

/** Reads a small form, or the same fields as JSON from a program. Throws `BODY_INVALID` and what reading throws. */
export async function readForm<Schema extends z.ZodType>(
  request: IncomingMessage,
  schema: Schema,
): Promise<z.output<Schema>> {
  const contentType = request.headers['content-type'] ?? '';
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(contentType);
  const parsed = schema.safeParse(isForm ? await readFields(request) : await readJson(request));
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new ApiError('BODY_INVALID', { errors });
}

async function readFields(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > MAX_FORM_BYTES) break;
      chunks.push(chunk);
    }
  } catch {
    // The browser went away in the middle; nobody is left to hear the answer.
    throw new ApiError('BODY_MALFORMED');
  }
  if (size > MAX_FORM_BYTES) {
    request.resume();
    throw new ApiError('BODY_TOO_LARGE');
  }
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
}
