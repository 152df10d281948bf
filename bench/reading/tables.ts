import type { FieldScore } from './field-score.ts';
import type { ZoneScore } from './zone-score.ts';

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** `12 of 16 (75 %)`; a dash where there is nothing to count. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${part} of ${whole} (${percent(part / whole)})`;
}

/** Whole, or with one decimal near the ends, where that decides. */
export function percent(value: number): string {
  const hundred = value * 100;
  const near = hundred > 90 || hundred < 10;
  return `${near && hundred !== 100 && hundred !== 0 ? hundred.toFixed(1) : hundred.toFixed(0)} %`;
}

export const ZONE_HEAD = [
  'exact lines',
  'check digits right',
  'wrong but passing',
  'wrong but confident',
  'exact and confident',
  'characters wrong',
];

export interface CountedZone {
  zone: ZoneScore;
  verifiesItself: boolean;
}

/** A row of {@link ZONE_HEAD}: check digits are counted where the print verifies itself, all else everywhere. */
export function zoneRow(zones: readonly CountedZone[]): string[] {
  const count = (test: (zone: ZoneScore) => boolean) => zones.filter(({ zone }) => test(zone)).length;
  const verifying = zones.filter(({ verifiesItself }) => verifiesItself);
  const wrong = zones.reduce((sum, { zone }) => sum + zone.wrongCharacters, 0);
  const characters = zones.reduce((sum, { zone }) => sum + zone.characters, 0);
  return [
    share(
      count(({ exact }) => exact),
      zones.length,
    ),
    share(verifying.filter(({ zone }) => zone.passes).length, verifying.length),
    String(count(({ wrongPassing }) => wrongPassing)),
    String(count(({ wrongConfident }) => wrongConfident)),
    share(
      count(({ exactConfident }) => exactConfident),
      zones.length,
    ),
    characters === 0 ? '–' : percent(wrong / characters),
  ];
}

export const FIELD_HEAD = ['fields', 'exact', 'alike', 'absent', 'wrong but confident'];

export function fieldRow(scores: readonly FieldScore[]): string[] {
  const count = (test: (score: FieldScore) => boolean) => scores.filter(test).length;
  return [
    String(scores.length),
    share(
      count(({ exact }) => exact),
      scores.length,
    ),
    share(
      count(({ alike }) => alike),
      scores.length,
    ),
    String(count(({ absent }) => absent)),
    String(count(({ wrongConfident }) => wrongConfident)),
  ];
}
