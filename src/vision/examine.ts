import type { Examination, PlacedField } from '../domain/examination.ts';
import { errorLevels } from './error-level.ts';
import { rankFields } from './field-ranking.ts';
import { drawHeatmap } from './heatmap.ts';
import { editingTraces } from './metadata.ts';

/** What the examination of a file gives: facts, and the map of error levels where the file is a picture. */
export interface Examined {
  facts: Examination;
  /** A PNG as large as the copy that people are shown; absent for PDF and for what cannot be decoded. */
  heatmap?: Uint8Array;
}

/** Looks for signs of alteration in a file as it was uploaded. The same bytes and fields give the same result. */
export async function examine(bytes: Uint8Array, fields: readonly PlacedField[]): Promise<Examined> {
  const traces = editingTraces(bytes);
  const levels = await errorLevels(bytes).catch(() => undefined);
  if (!levels) return { facts: { examined: true, traces, ranking: [] } };
  const heatmap = await drawHeatmap(bytes, levels);
  return { facts: { examined: true, traces, ranking: rankFields(levels, fields) }, heatmap };
}
