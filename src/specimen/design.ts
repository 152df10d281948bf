import type { Language } from './labels.ts';
import type { Random } from './random.ts';

export type DateStyle = 'words' | 'dots' | 'slashes' | 'iso';

/** How a document looks, apart from what it says. */
export interface Design {
  /** Of the labels; the first is the larger one where there are two. */
  languages: readonly Language[];
  dates: DateStyle;
  /** 0 stands to the left of the print, 1 to the right. */
  portraitSide: 0 | 1;
  /** Top and bottom of the paper, the two inks of its pattern, and the heading. */
  colours: { paper: readonly [string, string]; inks: readonly [string, string]; heading: string };
  /** True: the heading is a band of colour; false: it stands on the paper. */
  band: boolean;
  capitals: boolean;
}

const LANGUAGES: readonly [readonly Language[], ...(readonly Language[])[]] = [
  ['en'],
  ['en', 'fr'],
  ['fr', 'en'],
  ['de', 'en'],
  ['es', 'en'],
  ['it', 'en'],
  ['pt', 'en'],
  ['nl', 'en'],
  ['fr'],
  ['de'],
];

const COLOURS: readonly [Design['colours'], ...Design['colours'][]] = [
  { paper: ['#eaf2f4', '#e8eef6'], inks: ['#8fb5c9', '#c29a76'], heading: '#21405c' },
  { paper: ['#f4efe8', '#f1e9ee'], inks: ['#c9a58f', '#9db4a0'], heading: '#6b2233' },
  { paper: ['#e9f1ee', '#eceaf5'], inks: ['#9dbfae', '#a79bc9'], heading: '#1f4a3d' },
  { paper: ['#f3f2ea', '#e9edf4'], inks: ['#b7b38c', '#8fa5c9'], heading: '#37345c' },
];

export function randomDesign(random: Random): Design {
  const languages = random.pick(LANGUAGES);
  return {
    languages,
    dates: random.pick(['words', 'words', 'dots', 'slashes', 'iso']),
    portraitSide: random.chance(0.25) ? 1 : 0,
    colours: random.pick(COLOURS),
    band: random.chance(0.5),
    capitals: random.chance(0.75),
  };
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `2026-09-14` as a document prints it; days stand before months. */
export function dateText(date: string, style: DateStyle): string {
  const [year = '', month = '', day = ''] = date.split('-');
  if (style === 'iso') return date;
  if (style === 'words') return `${day} ${MONTHS[Number(month) - 1] ?? ''} ${year}`;
  return [day, month, year].join(style === 'dots' ? '.' : '/');
}
