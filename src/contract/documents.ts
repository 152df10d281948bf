import { z } from 'zod';
import { EDITING_TRACES, HEATMAP_NOTES } from '../domain/examination.ts';
import { documentPath } from '../domain/picture.ts';
import { declareRoute } from './route.ts';

/** An id is taken as any text: one that is not well formed is as absent as one that nobody was given. */
const documentParams = z.strictObject({ documentId: z.string() });
const noBody = z.undefined();

/** The bytes of a file. */
const bytes = z.custom<Buffer>(Buffer.isBuffer);

const seenIn = (what: string) =>
  z
    .int()
    .nonnegative()
    .nullable()
    .meta({
      description: `Other sessions of yours, in the same environment, ${what}. Null where not known.`,
    });

export const examination = z.object({
  ok: z.literal(true),
  sessionId: z.uuid(),
  documentId: z.uuid(),
  state: z.enum(['pending', 'examined', 'failed']),
  heatmap: z.url().nullable().meta({ description: 'Where the map of error levels is. Advice, never proof.' }),
  heatmapNote: z.enum(HEATMAP_NOTES).nullable().meta({
    description:
      'Why there is no map, or what the one that there is must not be taken for. Null where neither is so.',
  }),
  ranking: z.array(z.object({ field: z.string(), deviation: z.number().min(1) })).meta({
    description: 'Printed fields by how their error level differs from that of like print; 1 is alike.',
  }),
  traces: z.array(z.enum(EDITING_TRACES)),
  numberSeenIn: seenIn('in which a document of this number was read'),
  pictureSeenIn: seenIn('to which the very same file was uploaded'),
});

/** What was made of a document, for the tenant's backend. Replaced documents are still found. */
export const documents = {
  examination: declareRoute({
    name: 'getDocumentExamination',
    method: 'get',
    path: documentPath(':documentId', 'examination'),
    summary: 'Read which signs of alteration were found in a document',
    auth: 'secretKey',
    params: documentParams,
    body: noBody,
    output: examination,
    status: 200,
    errors: ['DOCUMENT_NOT_FOUND'],
  }),
  heatmap: declareRoute({
    name: 'getDocumentHeatmap',
    method: 'get',
    path: documentPath(':documentId', 'heatmap'),
    summary: 'Fetch the map of error levels of a document, as large as its picture',
    auth: 'secretKey',
    params: documentParams,
    body: noBody,
    output: bytes,
    media: 'image/png',
    status: 200,
    errors: ['DOCUMENT_NOT_FOUND', 'HEATMAP_NOT_FOUND', 'BUSY'],
  }),
  portrait: declareRoute({
    name: 'getDocumentPortrait',
    method: 'get',
    path: documentPath(':documentId', 'portrait'),
    summary: 'Fetch the portrait that was cut out of a document to be compared with a selfie',
    auth: 'secretKey',
    params: documentParams,
    body: noBody,
    output: bytes,
    media: 'image/jpeg',
    status: 200,
    errors: ['DOCUMENT_NOT_FOUND', 'PORTRAIT_NOT_FOUND', 'BUSY'],
  }),
  picture: declareRoute({
    name: 'getDocumentPicture',
    method: 'get',
    path: documentPath(':documentId', 'picture'),
    summary: 'Fetch the copy of a document that people are shown, without metadata',
    auth: 'secretKey',
    params: documentParams,
    body: noBody,
    output: bytes,
    media: 'image/jpeg',
    status: 200,
    errors: ['DOCUMENT_NOT_FOUND', 'BUSY'],
  }),
};
