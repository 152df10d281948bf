import type { ErrorCode } from '../../contract/errors.ts';
import type { IdentityDocument, SlotName } from '../../domain/document.ts';
import type { Step } from '../../domain/journey.ts';
import type { Environment, ReviewStatus } from '../../domain/session.ts';
import type { HeadTurn, SelfieAnswer } from '../../domain/session-check.ts';

/** What every page of a known session carries. Addresses are paths of this site unless said otherwise. */
export interface Frame {
  /** Null where the session is not known: then nothing of any tenant is shown. */
  tenantName: string | null;
  environment: Environment | null;
  /** Path of the installation's public address, before every path of this site; empty where it has none. */
  basePath: string;
  links: FrameLinks;
}

export interface FrameLinks {
  /** Where the flow goes on. */
  start?: string;
  privacy?: string;
  help?: string;
  /** Only while there is something to cancel. */
  cancel?: string;
  /** True where one could not come back by a link: privacy and help open beside the page. */
  apart?: boolean;
}

export interface LandingPage {
  page: 'landing';
  /** Target of the form that swaps the token for a device session. */
  action: string;
  token: string;
  expiresAt: Date;
  /** True where the session has a consent already, and a further device joins it. */
  consented: boolean;
  /** True where the end-user will be asked for photos of the face. */
  selfie?: boolean;
  /** The tenant's address, whole, for who does not want to start. */
  returnHref?: string;
  problem?: ErrorCode;
}

export interface DocumentPage {
  page: 'document';
  action: string;
  chosen: IdentityDocument | null;
  step: Step;
  problem?: ErrorCode;
}

export interface CapturePage {
  page: 'capture';
  action: string;
  slot: SlotName;
  step: Step;
  backHref: string;
  /** Where to go without a new photo; there once the slot is filled. */
  keepHref?: string;
  /** How often this slot may still be filled. */
  uploadsLeft: number;
  /** True where the photo that was refused last may be used as it is. */
  mayUseAnyway?: boolean;
  /** Of a photo of the face: the side to turn to, and where one may choose to go on without. */
  selfie?: { turn: HeadTurn; withoutHref: string };
  problem?: ErrorCode;
}

/** Asks whether the face may be compared, before any photo of it. */
export interface SelfiePage {
  page: 'selfie';
  action: string;
  /** What was answered before; null the first time. */
  answer: SelfieAnswer | null;
  step: Step;
  backHref: string;
}

export interface CheckedSlot {
  slot: SlotName;
  /** The picture as people are shown it; null while it is being stored. */
  pictureHref: string | null;
  retakeHref: string;
}

export interface CheckPage {
  page: 'check';
  action: string;
  step: Step;
  backHref: string;
  identityDocument: IdentityDocument;
  changeHref: string;
  /** What was answered to the comparison of faces, where that was asked. */
  selfie?: { answer: SelfieAnswer; changeHref: string };
  /** This page, to look again while pictures are being stored. */
  checkHref: string;
  slots: readonly CheckedSlot[];
}

export type ReadingState = 'received' | 'stored' | 'done';

export interface ProcessingPage {
  page: 'processing';
  statusHref: string;
  slots: readonly { slot: SlotName; state: ReadingState }[];
  /** Where the end-user may go without waiting; given after 20 s. */
  returnHref?: string;
  /** True once it takes longer than usual, with a way back or without. */
  late: boolean;
}

export interface ResultPage {
  page: 'result';
  reviewStatus: ReviewStatus;
  reference: string;
  returnHref?: string;
}

export interface ProblemPage {
  page: 'problem';
  code: ErrorCode;
  /** The request id, by which the operator finds the log line. */
  reference: string;
  wayOn?: { href: string; label: 'goOn' | 'tryAgain' | 'seeStatus' };
}

/** What a page shows, apart from its frame. */
export type PageContent =
  | LandingPage
  | DocumentPage
  | CapturePage
  | SelfiePage
  | CheckPage
  | ProcessingPage
  | ResultPage
  | ProblemPage
  | { page: 'closing' }
  | { page: 'expired'; returnHref?: string }
  | { page: 'canceled'; returnHref?: string }
  | { page: 'cancel'; action: string; keepHref: string }
  | { page: 'linkNotValid' }
  | { page: 'deviceUnknown' }
  | { page: 'privacy' }
  | { page: 'help'; reference?: string };

export type HostedPage = Frame & PageContent;
export type PageOf<Name extends PageContent['page']> = Extract<HostedPage, { page: Name }>;
