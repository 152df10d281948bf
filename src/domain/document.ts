import type { PictureLook } from './picture-quality.ts';

/** Kinds of document that a session may hold. */
export const DOCUMENT_KINDS = ['passport', 'id_card', 'proof_of_address'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export const DOCUMENT_SIDES = ['front', 'back'] as const;
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

/** The slots that must be filled before a session may be submitted, in the order in which they are asked for. */
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
