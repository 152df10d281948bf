import { hostedPaths } from '../../src/contract/hosted.ts';
import type { SlotName } from '../../src/domain/document.ts';
import type { HeadTurn } from '../../src/domain/session-check.ts';
import type { CapturePage, Frame, HostedPage } from '../../src/web/hosted/page.ts';

/** Every page of the hosted flow in every state that looks or reads differently, by name. */

const reference = '019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071';
const paths = hostedPaths(reference);
const returnHref = paths.return;

const open: Frame = {
  tenantName: 'Northwind Bank',
  environment: 'live',
  basePath: '',
  links: { start: paths.start, privacy: paths.privacy, help: paths.help, cancel: paths.cancel },
};
const closed: Frame = { ...open, links: { start: paths.start, privacy: paths.privacy, help: paths.help } };
/** The landing page is reached by the whole link, to which no link on the site leads back. */
const apart: Frame = { ...open, links: { privacy: paths.privacy, help: paths.help, apart: true } };
const test: Frame = { ...open, environment: 'test' };
const nobody: Frame = { tenantName: null, environment: null, basePath: '', links: {} };

const landing = {
  page: 'landing',
  action: paths.exchange,
  token: 'kvs_sample',
  expiresAt: new Date('2026-11-24T18:40:00Z'),
  consented: false,
  returnHref: 'https://bank.example/kyc?session_id=1&status=none',
} as const;

const capture = (slot: SlotName, number: number, total: number): CapturePage => ({
  page: 'capture',
  action: paths.documents,
  slot,
  step: { number, total },
  backHref: paths.document,
  uploadsLeft: 10,
});

const face = (slot: SlotName, number: number, turn: HeadTurn): CapturePage => ({
  ...capture(slot, number, 7),
  selfie: { turn, withoutHref: paths.selfie },
});

const selfie = {
  page: 'selfie',
  action: paths.selfie,
  answer: null,
  step: { number: 4, total: 7 },
  backHref: paths.capture('proof-of-address'),
} as const;

const check = {
  page: 'check',
  action: paths.submit,
  step: { number: 5, total: 5 },
  backHref: paths.capture('proof-of-address'),
  identityDocument: 'id_card',
  changeHref: paths.document,
  checkHref: paths.check,
} as const;
const shot = (slot: SlotName, pictureHref: string | null) => ({
  slot,
  pictureHref,
  retakeHref: paths.capture(slot),
});

const processing = { page: 'processing', statusHref: paths.status } as const;

export const HOSTED_PAGE_SAMPLES: Record<string, HostedPage> = {
  landing: { ...apart, ...landing },
  'landing-test': { ...apart, environment: 'test', ...landing },
  'landing-again': { ...apart, ...landing, consented: true },
  'landing-selfie': { ...apart, ...landing, selfie: true },
  'landing-problem': { ...apart, ...landing, problem: 'CONSENT_MISSING' },
  document: {
    ...open,
    page: 'document',
    action: paths.document,
    chosen: null,
    step: { number: 1, total: 5 },
  },
  'document-problem': {
    ...open,
    page: 'document',
    action: paths.document,
    chosen: null,
    step: { number: 1, total: 5 },
    problem: 'BODY_INVALID',
  },
  'document-change': {
    ...open,
    page: 'document',
    action: paths.document,
    chosen: 'passport',
    step: { number: 1, total: 4 },
  },
  passport: { ...open, ...capture('passport', 2, 4) },
  'id-front': { ...test, ...capture('id-front', 2, 5) },
  'id-back': { ...open, ...capture('id-back', 3, 5) },
  'proof-of-address': { ...open, ...capture('proof-of-address', 4, 5) },
  'capture-missing': { ...open, ...capture('id-front', 2, 5), problem: 'PICTURE_MISSING' },
  'capture-small': { ...open, ...capture('id-front', 2, 5), problem: 'PICTURE_TOO_SMALL' },
  'capture-blurred': { ...open, ...capture('id-front', 2, 5), problem: 'PICTURE_BLURRED' },
  'capture-anyway': {
    ...open,
    ...capture('id-front', 2, 5),
    problem: 'PICTURE_GLARE',
    mayUseAnyway: true,
    uploadsLeft: 8,
  },
  'capture-full-of-refused': {
    ...open,
    ...capture('id-front', 2, 5),
    problem: 'PICTURE_CUT_OFF',
    mayUseAnyway: true,
    uploadsLeft: 0,
  },
  'capture-format': { ...open, ...capture('proof-of-address', 4, 5), problem: 'PICTURE_FORMAT_UNSUPPORTED' },
  'capture-retake': { ...open, ...capture('id-front', 2, 5), keepHref: paths.check, uploadsLeft: 2 },
  'capture-full': { ...open, ...capture('id-front', 2, 5), keepHref: paths.check, uploadsLeft: 0 },
  selfie: { ...open, ...selfie },
  'selfie-declined': { ...open, ...selfie, step: { number: 4, total: 5 }, answer: 'declined' },
  'selfie-left': { ...open, ...face('selfie-turned', 5, 'left') },
  'selfie-right': { ...test, ...face('selfie-turned', 5, 'right') },
  'selfie-front': { ...open, ...face('selfie-front', 6, 'left') },
  'selfie-no-face': { ...open, ...face('selfie-front', 6, 'left'), problem: 'PICTURE_NO_FACE' },
  'selfie-anyway': {
    ...open,
    ...face('selfie-turned', 5, 'right'),
    problem: 'PICTURE_TOO_DARK',
    mayUseAnyway: true,
    uploadsLeft: 3,
  },
  'check-selfie': {
    ...open,
    ...check,
    step: { number: 7, total: 7 },
    selfie: { answer: 'given', changeHref: paths.selfie },
    slots: [
      shot('passport', paths.picture('1')),
      shot('proof-of-address', paths.picture('2')),
      shot('selfie-turned', paths.picture('3')),
      shot('selfie-front', null),
    ],
  },
  check: {
    ...open,
    ...check,
    slots: [
      shot('id-front', paths.picture('1')),
      shot('id-back', paths.picture('2')),
      shot('proof-of-address', null),
    ],
  },
  processing: {
    ...closed,
    ...processing,
    late: false,
    slots: [
      { slot: 'id-front', state: 'done' },
      { slot: 'id-back', state: 'stored' },
      { slot: 'proof-of-address', state: 'received' },
    ],
  },
  'processing-late': {
    ...closed,
    ...processing,
    late: true,
    returnHref,
    slots: [
      { slot: 'passport', state: 'done' },
      { slot: 'proof-of-address', state: 'stored' },
    ],
  },
  'processing-late-no-return': {
    ...closed,
    ...processing,
    late: true,
    slots: [{ slot: 'passport', state: 'stored' }],
  },
  'result-approved': { ...closed, page: 'result', reviewStatus: 'approved', reference, returnHref },
  'result-pending-review': {
    ...closed,
    page: 'result',
    reviewStatus: 'pending_review',
    reference,
    returnHref,
  },
  'result-rejected': { ...closed, page: 'result', reviewStatus: 'rejected', reference, returnHref },
  'result-none': { ...closed, page: 'result', reviewStatus: 'none', reference, returnHref },
  'result-no-return': { ...closed, page: 'result', reviewStatus: 'approved', reference },
  closing: { ...closed, page: 'closing' },
  expired: { ...closed, page: 'expired', returnHref },
  'expired-no-return': { ...closed, page: 'expired' },
  canceled: { ...closed, page: 'canceled', returnHref },
  cancel: { ...open, page: 'cancel', action: paths.cancel, keepHref: paths.start },
  'link-not-valid': { ...nobody, page: 'linkNotValid' },
  'device-unknown': { ...nobody, page: 'deviceUnknown' },
  'problem-internal': {
    ...open,
    page: 'problem',
    code: 'INTERNAL_ERROR',
    reference: 'req-7c1e4f0a',
    wayOn: { href: paths.start, label: 'tryAgain' },
  },
  'problem-submitted': {
    ...closed,
    page: 'problem',
    code: 'ALREADY_SUBMITTED',
    reference: 'req-7c1e4f0a',
    wayOn: { href: paths.status, label: 'seeStatus' },
  },
  'problem-elsewhere': { ...nobody, page: 'problem', code: 'ROUTE_NOT_FOUND', reference: 'req-7c1e4f0a' },
  privacy: { ...open, page: 'privacy' },
  help: { ...open, page: 'help', reference },
  'long-name': {
    ...test,
    tenantName: 'Rheinisch-Westfälische Genossenschaftsbank für Landwirtschaft und Gewerbe eG',
    ...check,
    slots: [shot('id-front', null)],
  },
};
