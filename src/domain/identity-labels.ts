import { IDENTITY_WORDINGS, type IdentityLabel } from './identity-wordings.ts';
import { plain } from './plain-text.ts';
import { likeness } from './print-likeness.ts';

const ENTRIES = (Object.entries(IDENTITY_WORDINGS) as [IdentityLabel, readonly string[]][]).flatMap(
  ([label, texts]) => texts.map((text) => ({ label, joined: text.replaceAll(' ', '') })),
);
const EXACT = new Map(ENTRIES.map(({ joined, label }) => [joined, label]));

/** A slip of reading for so many letters is still the same label; short ones must be right. */
const LETTERS_A_SLIP = 5;
const MOST_SLIPS = 3;

export interface LabelMatch {
  label: IdentityLabel;
  /** Letters that were read otherwise than they are printed; less than one where they look alike. */
  slips: number;
}

// A stroke is no mark that falls away by itself.
const lettersOf = (text: string) => plain(text.replace(/[Łł]/g, 'L')).replaceAll(' ', '');

/** The label that a text is; small print is read with slips, so long wordings may have a few. */
export function identityLabel(text: string): LabelMatch | undefined {
  const joined = lettersOf(text);
  const exact = EXACT.get(joined);
  if (exact) return { label: exact, slips: 0 };
  let best: LabelMatch | undefined;
  for (const entry of joined.length < LETTERS_A_SLIP ? [] : ENTRIES) {
    const allowed = Math.min(MOST_SLIPS, Math.floor(entry.joined.length / LETTERS_A_SLIP));
    const most = Math.min(allowed, best?.slips ?? allowed);
    if (most <= 0 || Math.abs(entry.joined.length - joined.length) > 2 * most) continue;
    const slips = likeness(joined, entry.joined, most);
    if (slips <= most && slips < (best?.slips ?? most + 1)) best = { label: entry.label, slips };
  }
  return best;
}

/** Share of a wording's letters that a guess may have wrong, and by which it must be better than another label's. */
const GUESS = 0.4;
const LEAD = 0.1;
/** Shorter wordings are like too many things. */
const SHORTEST_GUESS = 5;
const SHORTEST_SEX = 3;

/**
 * The label that a badly read text is most like; undefined where it is like none or like two. It proves nothing by
 * itself: what stands there must fit as well. Short wordings are given for `sex` only, whose values are unmistakable.
 */
export function guessedLabel(text: string): LabelMatch | undefined {
  const joined = lettersOf(text);
  if (joined.length < SHORTEST_SEX) return undefined;
  const shares = new Map<IdentityLabel, number>();
  for (const { label, joined: wording } of GUESSED) {
    const least = shares.get(label) ?? GUESS;
    const share = shareOf(joined, wording, least);
    if (share < least) shares.set(label, share);
  }
  const [best, next] = [...shares].sort(([, a], [, b]) => a - b);
  if (!best || (next && next[1] - best[1] < LEAD)) return undefined;
  return { label: best[0], slips: best[1] };
}

const GUESSED = ENTRIES.filter(
  ({ label, joined }) => joined.length >= (label === 'sex' ? SHORTEST_SEX : SHORTEST_GUESS),
);

/** Slips a letter of the wording, or 1 where they are more than `most`. */
function shareOf(text: string, wording: string, most: number): number {
  const slips = most * wording.length;
  if (Math.abs(wording.length - text.length) > slips) return 1;
  return likeness(text, wording, slips) / wording.length;
}
