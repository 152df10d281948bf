import { ERRORS, type ErrorCode } from '../../../contract/errors.ts';
import { PICTURE_REFUSALS } from '../../../domain/document.ts';
import { QUALITY_REFUSALS } from '../../../domain/picture-quality.ts';

export interface ProblemMessage {
  /** What happened, in a few words. */
  title: string;
  /** What to do. */
  sentence: string;
  /** More that may help, where one sentence is not enough. */
  advice: readonly string[];
}

type Own = Partial<ProblemMessage>;

/** What the contract's words leave out for an end-user, or say to a developer instead. */
const OWN: Partial<Record<ErrorCode, Own>> = {
  PICTURE_TOO_LARGE: {
    advice: [
      'A photo from the camera of a phone is usually 2 to 6 MB. Leave scanner settings at 300 dpi or less.',
    ],
  },
  PICTURE_TOO_SMALL: {
    advice: ['Fill the picture with the document, and do not send a preview or a cut-out.'],
  },
  BUSY: {
    title: 'The service is busy',
    sentence: 'Your photo could not be taken in at this moment. Wait a few seconds and send it again.',
  },
  BODY_INVALID: {
    title: 'Something is missing',
    sentence: 'The form arrived incomplete. Go back to the step and send it again.',
  },
  BODY_MALFORMED: {
    title: 'The form did not arrive whole',
    sentence: 'The connection may have been interrupted. Go back to the step and send it again.',
  },
  BODY_TOO_LARGE: {
    title: 'The form is too large',
    sentence: 'Go back to the step and send one photo at a time.',
  },
  CONSENT_MISSING: {
    title: 'Your agreement is needed first',
    sentence: 'Read what happens to your data and choose “Agree and start”.',
  },
  SELFIE_CONSENT_MISSING: {
    title: 'Your answer is needed first',
    sentence: 'Photos of your face are taken in only if you agree to it. Go on to read the text and choose.',
  },
  PICTURE_TOO_DARK: {
    sentence: 'Go near a window or turn on a light, then take it again.',
  },
  DOCUMENTS_MISSING: {
    title: 'A photo is still missing',
    sentence: 'Not every document is there yet. Go on with the step that is open.',
  },
  ALREADY_SUBMITTED: {
    title: 'Your documents were sent already',
    sentence: 'They can no longer be changed. You can see how it stands.',
  },
  SESSION_EXPIRED: {
    title: 'This verification has expired',
    sentence: 'Its time is over. Ask for a new link.',
  },
  SESSION_CANCELED: {
    title: 'This verification was canceled',
    sentence:
      'It ended before everything was sent. Ask for a new link if you want to verify your identity after all.',
  },
  CROSS_SITE_REQUEST: {
    title: 'This step was called from another site',
    sentence: 'For your safety nothing was done. Go on from the page of your verification.',
  },
  DOCUMENT_NOT_FOUND: {
    title: 'This photo is not there',
    sentence: 'It was replaced by another one, or it is not stored yet. Go on with your verification.',
  },
  ROUTE_NOT_FOUND: {
    title: 'There is no page at this address',
    sentence: 'Go back to your verification, or open the link again from the message in which you got it.',
  },
  METHOD_NOT_ALLOWED: {
    title: 'There is nothing to do at this address',
    sentence: 'Go back to your verification.',
  },
};

const FALLBACK: ProblemMessage = {
  title: 'Something went wrong on our side',
  sentence: 'It is not your fault, and nothing that you added was lost. Try again in a moment.',
  advice: ['If it happens again, tell us the reference below.'],
};

/** Codes whose sentence in the contract speaks to an end-user. */
const FOR_END_USERS: readonly ErrorCode[] = [...PICTURE_REFUSALS, ...QUALITY_REFUSALS, 'TOO_MANY_UPLOADS'];

/** The words for an error code; every code has some. */
export function problemMessages(code: ErrorCode): ProblemMessage {
  const own = OWN[code];
  const base = FOR_END_USERS.includes(code) ? fromContract(code) : FALLBACK;
  return own ? { ...base, advice: [], ...own } : base;
}

/** Such a sentence says first what happened, then what to do. */
function fromContract(code: ErrorCode): ProblemMessage {
  const [happened = '', ...rest] = ERRORS[code][1].split(/(?<=\.) /);
  return { title: happened.replace(/\.$/, ''), sentence: rest.join(' '), advice: [] };
}
