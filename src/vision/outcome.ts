import type { Reading, UnreadableReason } from '../domain/reading.ts';
import { BARCODE_READER } from './barcode.ts';
import { ZONE_READER } from './mrz-zone.ts';
import { PRINT_READER } from './print-net.ts';
import type { ReadOptions } from './read-options.ts';
import { TEXT_READER } from './tesseract.ts';

type Read = Extract<Reading, { status: 'read' }>;

/** Every reading says which reader gave it. */
export const READER = `${ZONE_READER}; ${BARCODE_READER}; ${TEXT_READER}; ${PRINT_READER}`;

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
