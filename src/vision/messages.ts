import type { Inspection, PictureRefusal } from '../domain/document.ts';
import type { PlacedField } from '../domain/examination.ts';
import type { PictureSubject } from '../domain/picture-quality.ts';
import type { Reading } from '../domain/reading.ts';
import type { ComparedFaces, FacePictures } from './compare-faces.ts';
import type { Examined } from './examine.ts';
import type { ReadOptions } from './read-options.ts';
import type { Recognised, RecogniseOptions } from './recognise-kind.ts';

/** What the pool asks of a child; one task at a time. */
export type VisionTask =
  | { name: 'inspect'; bytes: Uint8Array; subject: PictureSubject }
  | { name: 'display'; bytes: Uint8Array }
  | { name: 'examine'; bytes: Uint8Array; fields: readonly PlacedField[] }
  | { name: 'read'; bytes: Uint8Array; options: ReadOptions }
  | { name: 'recognise'; bytes: Uint8Array; options: RecogniseOptions }
  | { name: 'compareFaces'; pictures: FacePictures };

/** What each task gives. */
export interface VisionResults {
  inspect: Inspection;
  display: Uint8Array;
  examine: Examined;
  read: Reading;
  recognise: Recognised;
  compareFaces: ComparedFaces;
}

export type VisionResult = VisionResults[keyof VisionResults];

/** What a child says. `where` is a place in our own code, never a message: that could quote a document. */
export type VisionReply =
  | { name: 'ready' }
  | { name: 'done'; result: VisionResult; rssBytes: number; worn: boolean }
  | { name: 'refused'; refusal: PictureRefusal; rssBytes: number }
  | { name: 'failed'; error: string; where: string; rssBytes: number };
