import { z } from 'zod';
import { IDENTITY_DOCUMENTS, SLOT_NAMES } from '../domain/document.ts';
import type { Screen } from '../domain/journey.ts';
import { PHASES, REVIEW_STATUSES } from '../domain/session.ts';
import { HEAD_TURNS, SELFIE_ANSWERS } from '../domain/session-check.ts';

/**
 * Every address of the hosted flow. Given `:sessionId` (and `:slot`, `:documentId`), it yields the patterns of
 * the router, so that pages and routes cannot drift apart. `basePath` is the path of `PUBLIC_URL`.
 */
export function hostedPaths(sessionId: string, basePath = '') {
  const start = `${basePath}/verification/session/${sessionId}`;
  return {
    /** The landing page of a link, or the way to the current step of a device. */
    start,
    exchange: `${start}/exchange`,
    document: `${start}/document`,
    capture: (slot: string) => `${start}/capture/${slot}`,
    documents: `${start}/documents`,
    picture: (documentId: string) => `${start}/documents/${documentId}/picture`,
    selfie: `${start}/selfie`,
    check: `${start}/check`,
    submit: `${start}/submit`,
    status: `${start}/status`,
    return: `${start}/return`,
    cancel: `${start}/cancel`,
    privacy: `${start}/privacy`,
    help: `${start}/help`,
  };
}
export type HostedPaths = ReturnType<typeof hostedPaths>;

/** Where a screen is to be found. */
export function screenPath(paths: HostedPaths, screen: Screen): string {
  switch (screen.name) {
    case 'capture':
      return paths.capture(screen.slot);
    case 'document':
      return paths.document;
    case 'selfie':
      return paths.selfie;
    case 'check':
      return paths.check;
    case 'cancel':
      return paths.cancel;
    case 'landing':
      return paths.start;
    default:
      return paths.status;
  }
}

/** The address that a session's creator is given. The token is swapped for a device session by POST and leaves the address. */
export function hostedUrl(publicUrl: string, sessionId: string, clientSecret: string): string {
  return `${publicUrl}${hostedPaths(sessionId).start}?token=${encodeURIComponent(clientSecret)}`;
}

/** The version of the consent text that is shown and recorded. Changing the text means a new version. */
export const CONSENT_VERSION = '2026-11-30';
/** The same of the text about the comparison of faces, which is agreed to, or not, on a page of its own. */
export const SELFIE_TEXT_VERSION = '2026-11-30';

/** Fields of `POST /exchange`. */
export const exchangeForm = z.object({
  token: z.string().min(1).max(200),
  /** Version of the text that the end-user agreed to; not needed once the session has a consent. */
  consent: z.string().max(40).optional(),
});

/** Fields of `POST /document`. */
export const documentForm = z.object({ identityDocument: z.enum(IDENTITY_DOCUMENTS) });

/** Fields of `POST /selfie`: what the end-user says to the text of that version. */
export const selfieForm = z.object({ answer: z.enum(SELFIE_ANSWERS), version: z.string().max(40) });

/**
 * Fields of `POST /documents` beside the file `picture`. With `anyway`, after a few refusals for quality, the picture
 * is taken as it is; without a file, the one that was refused last.
 */
export const captureForm = z.object({ slot: z.enum(SLOT_NAMES), anyway: z.literal('yes').optional() });

/** What every route of the flow answers where the client asks for `application/json`. */
export const hostedState = z.object({
  ok: z.literal(true),
  sessionId: z.uuid(),
  screen: z.enum([
    'landing',
    'document',
    'capture',
    'selfie',
    'check',
    'cancel',
    'processing',
    'result',
    'expired',
    'canceled',
  ]),
  /** Where the flow goes on. */
  next: z.string(),
  phase: z.enum(PHASES),
  reviewStatus: z.enum(REVIEW_STATUSES),
  identityDocument: z.enum(IDENTITY_DOCUMENTS).nullable(),
  documents: z.array(z.object({ id: z.uuid(), slot: z.enum(SLOT_NAMES) })),
  /** Null where no selfie is asked for; `turn` is the side to which the head is to be turned. */
  selfie: z
    .object({ turn: z.enum(HEAD_TURNS), answer: z.enum(SELFIE_ANSWERS).nullable(), version: z.string() })
    .nullable(),
  expiresAt: z.iso.datetime(),
});
export type HostedState = z.output<typeof hostedState>;
