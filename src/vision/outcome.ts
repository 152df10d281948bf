import type { Reading, UnreadableReason } from '../domain/reading.ts';
import { BARCODE_READER } from './barcode.ts';
import { MARK_READER } from './mark-net.ts';
import { ZONE_READER } from './mrz-zone.ts';
import type { ReadOptions } from './read-options.ts';
import { TEXT_READER } from './tesseract.ts';

type Read = Extract<Reading, { status: 'read' }>;

/** Every reading says which reader gave it. */
export const READER = `${ZONE_READER}; ${BARCODE_READER}; ${TEXT_READER}; ${MARK_READER}`;

export const read = ({ kind }: ReadOptions, found: Omit<Read, 'status' | 'kind' | 'reader'>): Reading => ({
  status: 'read',
  kind,
  ...found,
  reader: READER,
});

export const unreadable = ({ kind }: ReadOptions, reason: UnreadableReason): Reading => ({
  status: 'unreadable',
  kind,
  reason,
  reader: READER,
});
