import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split('@media');

/** Text on ground. */
const READ: [string, string][] = [
  ...['ink', 'muted', 'accent', 'bad', 'warn'].flatMap((text): [string, string][] =>
    ['paper', 'sheet'].map((ground) => [text, ground]),
  ),
  ['ink', 'sunk'],
  ['muted', 'sunk'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['sheet', 'ink'],
  ['accent', 'accent-soft'],
  ['ink', 'accent-soft'],
  ['muted', 'accent-soft'],
  ...['good', 'warn', 'bad', 'info'].flatMap((status): [string, string][] => [
    [status, `${status}-soft`],
    ['ink', `${status}-soft`],
  ]),
];
/** Edges of fields, and the focus ring, on ground (WCAG 2.2, 1.4.11). */
const SEEN: [string, string][] = [
  ['line-strong', 'paper'],
  ['line-strong', 'sheet'],
  ['accent', 'paper'],
  ['bad', 'paper'],
  ['focus', 'paper'],
  ['focus', 'focus-gap'],
];

function token(scheme: string, name: string): string {
  const value = new RegExp(`--${name}:\\s*(#[0-9a-f]{3,6})\\b`).exec(scheme)?.[1];
  assert.ok(value, `no colour ${name}`);
  return value.length === 4 ? value.replace(/[0-9a-f]/g, '$&$&') : value;
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe('the colours', () => {
  it('are measured rightly: black on white is 21 to 1', () => {
    assert.equal(contrast('#000000', '#ffffff'), 21);
  });

  for (const [scheme, text] of Object.entries({ light, dark })) {
    for (const [pairs, least] of [
      [READ, 4.5],
      [SEEN, 3],
    ] as const) {
      for (const [one, other] of pairs) {
        it(`stand out at ${least} to 1, ${scheme}: ${one} on ${other}`, () => {
          const ratio = contrast(token(text, one), token(text, other));
          assert.ok(ratio >= least, ratio.toFixed(2));
        });
      }
    }
  }
});
