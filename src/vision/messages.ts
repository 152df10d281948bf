import type { Inspection, PictureRefusal } from '../domain/document.ts';
import type { Reading } from '../domain/reading.ts';
import type { ReadOptions } from './read-options.ts';

/** What the pool asks of a child; one task at a time. */
export type VisionTask =
  | { name: 'inspect'; bytes: Uint8Array }
  | { name: 'display'; bytes: Uint8Array }
  | { name: 'read'; bytes: Uint8Array; options: ReadOptions };

/** What each task gives. */
export interface VisionResults {
  inspect: Inspection;
  display: Uint8Array;
  read: Reading;
}

export type VisionResult = VisionResults[keyof VisionResults];

/** What a child says. `where` is a place in our own code, never a message: that could quote a document. */
export type VisionReply =
  | { name: 'ready' }
  | { name: 'done'; result: VisionResult; rssBytes: number; worn: boolean }
  | { name: 'refused'; refusal: PictureRefusal; rssBytes: number }
  | { name: 'failed'; error: string; where: string; rssBytes: number };
