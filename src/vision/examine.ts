import type { Examination, HeatmapNote, PlacedField } from '../domain/examination.ts';
import { type ErrorLevels, errorLevels } from './error-level.ts';
import { rankFields } from './field-ranking.ts';
import { drawHeatmap } from './heatmap.ts';
import { withoutHeic } from './heic.ts';
import { editingTraces } from './metadata.ts';
import { formatOf } from './picture-format.ts';

/** What the examination of a file gives: facts, and the map of error levels where the file is a picture. */
export interface Examined {
  facts: Examination;
  /** A PNG as large as the copy that people are shown; absent for PDF and for what cannot be decoded. */
  heatmap?: Uint8Array;
}

/** Looks for signs of alteration in a file as it was uploaded. The same bytes and fields give the same result. */
export async function examine(bytes: Uint8Array, fields: readonly PlacedField[]): Promise<Examined> {
  const traces = editingTraces(bytes);
  const format = formatOf(bytes);
  if (format === 'application/pdf') return withoutMap(traces, 'NONE_OF_PDF');
  const opened = await openLevels(bytes).catch(() => undefined);
  if (!opened) return withoutMap(traces, 'NONE_NOT_DECODED');
  const { picture, levels } = opened;
  const ranking = format === 'image/heic' ? [] : rankFields(levels, fields);
  const heatmap = await drawHeatmap(picture, levels);
  return { facts: { examined: true, traces, ranking, heatmapNote: noteOf(format) }, heatmap };
}

async function openLevels(bytes: Uint8Array): Promise<{ picture: Uint8Array; levels: ErrorLevels }> {
  const picture = await withoutHeic(bytes);
  return { picture, levels: await errorLevels(picture) };
}

const withoutMap = (traces: Examination['traces'], heatmapNote: HeatmapNote): Examined => ({
  facts: { examined: true, traces, ranking: [], heatmapNote },
});

/** Error levels tell of an earlier JPEG, of which there is none elsewhere. */
function noteOf(format: string | undefined): HeatmapNote | null {
  if (format === 'image/jpeg') return null;
  return format === 'image/heic' ? 'OF_DECODED_HEIC' : 'OF_NO_JPEG';
}
