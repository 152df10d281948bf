import type { SessionRef } from './session.ts';

/** Where uploads lie until they are stored for good; the sweeper looks below this prefix only. */
export const STAGING_PREFIX = 'staging/';

/** The forms in which a picture is kept. Each is sealed for its own purpose, so that one does not open as another. */
export type PictureForm = 'staging' | 'original' | 'display' | 'heatmap' | 'portrait';

/** The name of the object. Ids only: object names are not sealed. */
export function pictureKey(form: PictureForm, ref: SessionRef, documentId: string): string {
  return `${form}/${ref.organizationId}/${ref.environment}/${ref.sessionId}/${documentId}`;
}

/** What the bytes of a picture are sealed for with the session's key. */
export function picturePurpose(form: PictureForm, documentId: string): string {
  return `picture/${form}/${documentId}`;
}

/** Where a tenant's backend finds what was made of a document; `PUBLIC_URL` goes before it. */
export function documentPath(
  documentId: string,
  what: 'picture' | 'heatmap' | 'examination' | 'portrait',
): string {
  return `/api/verification/documents/${documentId}/${what}`;
}

/** What the keyed hash of an uploaded picture is made for. */
export const PICTURE_FINGERPRINT = 'picture';
