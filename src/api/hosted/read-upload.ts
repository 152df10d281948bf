import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import type { ErrorCode } from '../../contract/errors.ts';
import { MAX_PICTURE_BYTES } from '../../domain/document.ts';
import { ApiError } from '../errors.ts';

/** What a multipart form held. Pictures are in memory only. */
export interface Upload {
  fields: ReadonlyMap<string, string>;
  picture?: { bytes: Buffer; fileName: string };
  /** Why reading stopped early; fields that came before are there. */
  refusal?: Extract<ErrorCode, 'PICTURE_TOO_LARGE' | 'BODY_MALFORMED'>;
}

export interface UploadLimits {
  maxPictureBytes: number;
  /** For the whole body: a phone on a slow line, but nobody who holds a place for ever. */
  deadlineMs: number;
}

const LIMITS: UploadLimits = { maxPictureBytes: MAX_PICTURE_BYTES, deadlineMs: 120_000 };
/** Parts that the page's own form has, and a few more. */
const PARTS = { fields: 8, files: 4, parts: 10, fieldNameSize: 100, fieldSize: 1_000, headerPairs: 20 };

/** What is over the limit is read and dropped this far, so that the browser gets to the answer. */
const DRAIN_BYTES = 64 * 1024 * 1024;
const DRAIN_MS = 30_000;

interface Candidate {
  fileName: string;
  chunks: Buffer[];
  size: number;
}

/**
 * Reads a multipart form with one picture, cut off while it streams. The form has two file fields of one name (camera
 * and stored photo): the first that is not empty counts. Throws `BODY_MALFORMED` where it is no such form at all.
 */
export function readUpload(request: IncomingMessage, limits: UploadLimits = LIMITS): Promise<Upload> {
  const parser = createParser(request, limits);
  const fields = new Map<string, string>();
  const candidates: Candidate[] = [];

  return new Promise((resolve) => {
    const settle = (refusal?: Upload['refusal']) => {
      clearTimeout(timer);
      request.off('close', onClose);
      if (refusal) {
        request.unpipe(parser);
        drain(request);
        return resolve({ fields, refusal });
      }
      const found = candidates.find(({ size }) => size > 0);
      if (!found) return resolve({ fields });
      resolve({ fields, picture: { bytes: Buffer.concat(found.chunks), fileName: found.fileName } });
    };
    // A request that came whole closes, too; then the parser says how it ended.
    const onClose = () => {
      if (!request.complete) settle('BODY_MALFORMED');
    };
    const timer = setTimeout(() => settle('BODY_MALFORMED'), limits.deadlineMs);

    parser.on('field', (name, value) => {
      fields.set(name, value);
    });
    parser.on('file', (name, stream, fileName) => {
      if (name !== 'picture') return void stream.resume();
      collect(stream, fileName, candidates);
      stream.once('limit', () => settle('PICTURE_TOO_LARGE'));
    });
    parser.once('error', () => settle('BODY_MALFORMED'));
    parser.once('finish', () => settle());
    request.once('close', onClose);
    request.pipe(parser);
  });
}

function createParser(request: IncomingMessage, limits: UploadLimits): BusboyInstance {
  const { 'content-type': contentType = '' } = request.headers;
  if (!/^multipart\/form-data\s*;/i.test(contentType)) throw new ApiError('BODY_MALFORMED');
  const headers: BusboyHeaders = { ...request.headers, 'content-type': contentType };
  try {
    // One byte more is where the parser says that it was too much.
    return new Busboy({ headers, limits: { ...PARTS, fileSize: limits.maxPictureBytes + 1 } });
  } catch {
    throw new ApiError('BODY_MALFORMED');
  }
}

/** Keeps the bytes unless an earlier field had some. */
function collect(stream: Readable, fileName: string | undefined, candidates: Candidate[]): void {
  const candidate: Candidate = { fileName: fileName ?? '', chunks: [], size: 0 };
  const earlier = [...candidates];
  candidates.push(candidate);
  stream.on('data', (chunk: Buffer) => {
    if (earlier.some(({ size }) => size > 0)) return;
    candidate.chunks.push(chunk);
    candidate.size += chunk.length;
  });
  // The form as a whole is told broken by its parser.
  stream.on('error', () => undefined);
}

/** Reads on without keeping anything, and hangs up on who does not stop. */
function drain(request: IncomingMessage): void {
  let size = 0;
  const hangUp = setTimeout(() => request.destroy(), DRAIN_MS).unref();
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > DRAIN_BYTES) request.destroy();
  });
  for (const event of ['end', 'close', 'error']) request.once(event, () => clearTimeout(hangUp));
  request.resume();
}
