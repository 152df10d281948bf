import type { SpecimenOrder, SpecimenTruth } from '../../src/specimen/catalogue.ts';

/** What a helper process is asked for; one task at a time. */
export type HelperTask =
  | { name: 'make'; order: SpecimenOrder; folder: string }
  | { name: 'whole-page'; reader: PeerName; file: string };

/** Readers of whole pages that ours is compared with. */
export const PEERS = ['tesseract.js', 'tesseract CLI'] as const;
export type PeerName = (typeof PEERS)[number];

/** The text of a page and what it cost; processor time holds all threads and child processes. */
export interface PageText {
  text: string;
  ms: number;
  cpuMs: number;
}

export type HelperReply =
  | { name: 'made'; truth: SpecimenTruth }
  | { name: 'text'; page: PageText }
  | { name: 'failed'; message: string };
