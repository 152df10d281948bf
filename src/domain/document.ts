import type { PictureLook, PictureSubject } from './picture-quality.ts';
import type { SelfieState } from './session-check.ts';

/** Kinds of document that a session may hold. */
export const DOCUMENT_KINDS = ['passport', 'id_card', 'proof_of_address', 'selfie'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** `turned`: a head that looks aside, where `front` looks straight at the camera. */
export const DOCUMENT_SIDES = ['front', 'back', 'turned'] as const;
export type DocumentSide = (typeof DOCUMENT_SIDES)[number];

/** What the end-user chose to prove their identity with. */
export const IDENTITY_DOCUMENTS = ['passport', 'id_card'] as const satisfies readonly DocumentKind[];
export type IdentityDocument = (typeof IDENTITY_DOCUMENTS)[number];

/** A place that exactly one current document fills. A passport's data page and a bill are `front`. */
export interface Slot {
  kind: DocumentKind;
  side: DocumentSide;
}

/** Slots by the name that pages, addresses and events use for them. */
export const SLOTS = {
  passport: { kind: 'passport', side: 'front' },
  'id-front': { kind: 'id_card', side: 'front' },
  'id-back': { kind: 'id_card', side: 'back' },
  'proof-of-address': { kind: 'proof_of_address', side: 'front' },
  'selfie-turned': { kind: 'selfie', side: 'turned' },
  'selfie-front': { kind: 'selfie', side: 'front' },
} as const satisfies Record<string, Slot>;
export type SlotName = keyof typeof SLOTS;
export const SLOT_NAMES = Object.keys(SLOTS) as [SlotName, ...SlotName[]];

/** The slot with the other side of the same document; undefined where it has one side only. */
export function otherSideOf(slot: SlotName): SlotName | undefined {
  if (slot === 'id-front') return 'id-back';
  return slot === 'id-back' ? 'id-front' : undefined;
}

/** The name of a slot; undefined for a side that its kind does not have. */
export function slotName(slot: Slot): SlotName | undefined {
  return SLOT_NAMES.find((name) => SLOTS[name].kind === slot.kind && SLOTS[name].side === slot.side);
}

const REQUIRED_SLOTS: Record<IdentityDocument, readonly SlotName[]> = {
  passport: ['passport', 'proof-of-address'],
  id_card: ['id-front', 'id-back', 'proof-of-address'],
};

/** The pictures of the end-user's own face, in the order in which they are asked for. */
export const SELFIE_SLOTS = ['selfie-turned', 'selfie-front'] as const satisfies readonly SlotName[];

export type SelfieSlot = (typeof SELFIE_SLOTS)[number];

export function isSelfie(slot: SlotName): slot is SelfieSlot {
  return SLOTS[slot].kind === 'selfie';
}

/** What a picture in a slot is to show. */
export function subjectOf(slot: SlotName): PictureSubject {
  return isSelfie(slot) ? 'face' : 'document';
}

/**
 * The slots that must be filled before a session may be submitted, in the order in which they are asked for: those of
 * its documents, and those of a selfie unless there is none, or the end-user goes on without.
 */
export function askedSlots(
  identityDocument: IdentityDocument,
  selfie: SelfieState | null,
): readonly SlotName[] {
  const documents = requiredSlots(identityDocument);
  return selfie === null || selfie === 'declined' ? documents : [...documents, ...SELFIE_SLOTS];
}

/** The slots of documents that every session asks for. */
export function requiredSlots(identityDocument: IdentityDocument): readonly SlotName[] {
  return REQUIRED_SLOTS[identityDocument];
}

/** `received`: sealed in staging; `stored`: final; then `read` or `unreadable`. */
export const DOCUMENT_STATES = ['received', 'stored', 'read', 'unreadable'] as const;
export type DocumentState = (typeof DOCUMENT_STATES)[number];

/** Uploads allowed for one slot, retakes included. */
export const MAX_UPLOADS_PER_SLOT = 10;
/** Bytes of one upload. */
export const MAX_PICTURE_BYTES = 15 * 1024 * 1024;
export const MAX_FILE_NAME_LENGTH = 200;

/** Why an uploaded picture is refused at once, while the end-user can still take another. */
export const PICTURE_REFUSALS = [
  'PICTURE_MISSING',
  'PICTURE_TOO_LARGE',
  'PICTURE_FORMAT_UNSUPPORTED',
  'PICTURE_IS_PDF',
  'PICTURE_CORRUPT',
  'PICTURE_TAKES_TOO_LONG',
  'PICTURE_TOO_MANY_PIXELS',
  'PICTURE_TOO_SMALL',
  'PDF_ENCRYPTED',
  'PDF_TOO_MANY_PAGES',
] as const;
export type PictureRefusal = (typeof PICTURE_REFUSALS)[number];

/** Files that are taken in: pictures for every slot, a PDF for a proof of address only. */
export const CONTENT_TYPES = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/avif',
  'image/heic',
  'application/pdf',
] as const;
export type ContentType = (typeof CONTENT_TYPES)[number];

/**
 * What inspection of an accepted picture says. Sizes are in pixels, after its orientation was applied; those of a
 * PDF are the ones that its first page is drawn with.
 */
export interface PictureFacts {
  contentType: ContentType;
  width: number;
  height: number;
}

export type Inspection =
  | { accepted: true; facts: PictureFacts; look?: PictureLook }
  | { accepted: false; refusal: PictureRefusal };
