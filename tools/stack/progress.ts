/** Where a line for the person who waits goes. */
export type Say = (line: string) => void;

export interface Patience {
  /** What happens, as in "building the server". */
  doing: string;
  /** How long it usually takes, in words. */
  usually: string;
  /** A word on how far it is, asked for at each line. */
  detail?: () => string;
}

const FIRST_WORD_AFTER_MS = 1000;
const THEN_EVERY_MS = 10_000;

/** Says what is being waited for once it takes longer than a second, and every ten seconds from then on. */
export async function withPatience<T>(say: Say, patience: Patience, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const { doing, usually } = patience;
  let ticking: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    say(`${doing.charAt(0).toUpperCase()}${doing.slice(1)}: usually ${usually}.`);
    ticking = setInterval(() => {
      const seconds = Math.round((performance.now() - started) / 1000);
      say(`  still ${doing}: ${seconds} s${patience.detail?.() ?? ''}`);
    }, THEN_EVERY_MS);
  }, FIRST_WORD_AFTER_MS);
  try {
    return await work();
  } finally {
    clearTimeout(first);
    clearInterval(ticking);
  }
}
