import { z } from 'zod';
import { REASON_CODES } from '../domain/decision.ts';
import { DOCUMENT_KINDS, DOCUMENT_SIDES, DOCUMENT_STATES } from '../domain/document.ts';
import { ENVIRONMENTS, OPERATOR_DECISIONS, PHASES, REVIEW_STATUSES } from '../domain/session.ts';
import { SESSION_CHECKS } from '../domain/session-check.ts';
import { keptMetadata, metadata } from './metadata.ts';
import { declareRoute } from './route.ts';
import { toldSelfie } from './selfie.ts';

/** An id is taken as any text: one that is not well formed is as absent as one that nobody was given. */
const sessionParams = z.strictObject({ sessionId: z.string() });
const noBody = z.undefined();
const time = z.iso.datetime();
const printableAscii = /^[\x20-\x7e]*$/;

/** Half of a surrogate pair is no text, and would not come back as it was sent. */
const wellFormed = (text: string) => !/\p{Cs}/u.test(text);
const text = z.string().refine(wellFormed, 'must be well-formed Unicode');
const oneLine = z.string().regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not contain control characters');

const address = z.string().max(2048).refine(URL.canParse, 'must be an absolute URL').meta({ format: 'uri' });

/** Body of `POST /api/verification/sessions`; every field is optional. Addresses are judged further by the environment. */
export const createSessionBody = z
  .strictObject({
    externalUserId: oneLine.min(1).max(255).optional(),
    returnUrl: address.optional(),
    webhookUrl: address.optional(),
    webhookSecret: z
      .string()
      .min(16, 'must have at least 16 characters')
      .max(128, 'must have at most 128 characters')
      .regex(printableAscii, 'must be printable ASCII')
      .optional(),
    metadata: metadata.optional(),
    checks: z
      .array(z.enum(SESSION_CHECKS))
      .refine((checks) => new Set(checks).size === checks.length, 'must name each check once')
      .optional()
      .meta({
        uniqueItems: true,
        description:
          'What is checked beyond the documents. `selfie`: photos of the face, compared with the document; a person decides.',
      }),
  })
  .refine((body) => body.webhookSecret === undefined || body.webhookUrl !== undefined, {
    path: ['webhookSecret'],
    message: 'is only allowed together with webhookUrl',
  });
export type CreateSessionBody = z.output<typeof createSessionBody>;

export const createdSession = z.object({
  ok: z.literal(true),
  sessionId: z.uuid(),
  token: z.string().meta({ description: 'The same as clientSecret, under its older name.' }),
  clientSecret: z.string(),
  hostedUrl: z.url(),
  expiresAt: time,
});

export const sessionDocument = z.object({
  id: z.uuid(),
  kind: z.enum(DOCUMENT_KINDS),
  side: z.enum(DOCUMENT_SIDES),
  state: z.enum(DOCUMENT_STATES),
  capturedAt: time,
});

export const session = z.object({
  ok: z.literal(true),
  sessionId: z.uuid(),
  externalUserId: z.string().nullable(),
  environment: z.enum(ENVIRONMENTS),
  phase: z.enum(PHASES),
  reviewStatus: z.enum(REVIEW_STATUSES),
  decision: z
    .enum(['approved', 'rejected'])
    .nullable()
    .meta({ description: 'Null until the session is decided for good.' }),
  reasons: z.array(z.enum(REASON_CODES)),
  documents: z.array(sessionDocument),
  checks: z.array(z.enum(SESSION_CHECKS)),
  selfie: toldSelfie.nullable(),
  metadata: keptMetadata,
  createdAt: time,
  expiresAt: time,
  completedAt: time.nullable(),
});

export const progress = z.object({
  ok: z.literal(true),
  sessionId: z.uuid(),
  source: z.enum(['workflow', 'database']),
  phase: z.enum(PHASES),
  reviewStatus: z.enum(REVIEW_STATUSES),
  waitingFor: z.enum(['documents', 'submission', 'reading', 'decision', 'review', 'nothing']),
  documents: z.array(z.object({ id: z.uuid(), state: z.enum(DOCUMENT_STATES) })),
});

export const reviewBody = z.strictObject({
  decision: z.enum(OPERATOR_DECISIONS),
  reason: text.min(1).max(200).optional(),
  note: text.max(2000).optional(),
});

export const reviewedSession = z.object({
  ok: z.literal(true),
  sessionId: z.uuid(),
  reviewStatus: z.enum(['approved', 'rejected']),
  decidedAt: time,
});

export const canceledSession = z.object({ ok: z.literal(true), sessionId: z.uuid(), phase: z.enum(PHASES) });

const base = '/api/verification/sessions';

export const sessions = {
  create: declareRoute({
    name: 'createSession',
    method: 'post',
    path: base,
    summary: 'Create a verification session',
    auth: 'secretKey',
    idempotent: true,
    params: z.strictObject({}),
    body: createSessionBody,
    output: createdSession,
    status: 201,
    errors: ['BODY_INVALID', 'IDEMPOTENCY_KEY_INVALID', 'IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_KEY_LOCKED'],
  }),
  get: declareRoute({
    name: 'getSession',
    method: 'get',
    path: `${base}/:sessionId`,
    summary: 'Read a session as it is recorded',
    auth: 'secretKey',
    params: sessionParams,
    body: noBody,
    output: session,
    status: 200,
    errors: ['SESSION_NOT_FOUND'],
  }),
  progress: declareRoute({
    name: 'getSessionProgress',
    method: 'get',
    path: `${base}/:sessionId/progress`,
    summary: 'Ask what the session is doing now and what it waits for',
    auth: 'secretKey',
    params: sessionParams,
    body: noBody,
    output: progress,
    status: 200,
    errors: ['SESSION_NOT_FOUND', 'WORKFLOW_UNAVAILABLE'],
  }),
  review: declareRoute({
    name: 'reviewSession',
    method: 'post',
    path: `${base}/:sessionId/review`,
    summary: 'Record the decision of an operator',
    auth: 'secretKey',
    idempotent: true,
    params: sessionParams,
    body: reviewBody,
    output: reviewedSession,
    status: 200,
    errors: [
      'SESSION_NOT_FOUND',
      'BODY_INVALID',
      'NOT_IN_REVIEW',
      'ALREADY_DECIDED',
      'REVIEW_UNCONFIRMED',
      'IDEMPOTENCY_KEY_INVALID',
      'IDEMPOTENCY_KEY_REUSED',
    ],
  }),
  cancel: declareRoute({
    name: 'cancelSession',
    method: 'post',
    path: `${base}/:sessionId/cancel`,
    summary: 'Cancel a session whose documents were not sent yet',
    auth: 'secretKey',
    params: sessionParams,
    body: noBody,
    output: canceledSession,
    status: 200,
    errors: ['SESSION_NOT_FOUND', 'ALREADY_SUBMITTED', 'SESSION_EXPIRED'],
  }),
};
