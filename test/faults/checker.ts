/** What was asked for, what was promised and what came, as names of events. */
export interface QueueHistory {
  /** Events that may come: somebody tried to cause them. */
  attempted: ReadonlySet<string>;
  /** Events that must come: the answer said so. A part of those attempted. */
  acknowledged: ReadonlySet<string>;
  /** Every arrival in its order, repetitions included. */
  received: readonly string[];
}

export interface QueueVerdict {
  acknowledged: number;
  /** Different events that came. */
  received: number;
  /** Promised, and never came. */
  lost: string[];
  /** Came, though nobody tried to cause them. */
  unexpected: string[];
  /** Came more than once: allowed, since a receiver may hear and deny it. */
  duplicated: string[];
  /** Came, though the answer that would have promised them was lost. */
  recovered: string[];
}

/**
 * Judges a queue as a whole, after the total-queue checker of Jepsen: whatever went in and was acknowledged comes out,
 * and nothing comes out that did not go in. Call once nothing is under way any more.
 */
export function checkQueue({ attempted, acknowledged, received }: QueueHistory): QueueVerdict {
  const arrivals = new Map<string, number>();
  for (const event of received) arrivals.set(event, (arrivals.get(event) ?? 0) + 1);
  const came = [...arrivals.keys()];
  return {
    acknowledged: acknowledged.size,
    received: arrivals.size,
    lost: [...acknowledged].filter((event) => !arrivals.has(event)),
    unexpected: came.filter((event) => !attempted.has(event)),
    duplicated: came.filter((event) => (arrivals.get(event) ?? 0) > 1),
    recovered: came.filter((event) => attempted.has(event) && !acknowledged.has(event)),
  };
}

export interface QueueRun {
  name: string;
  kills: number;
  verdict: QueueVerdict;
}

const HEADINGS = ['run', 'acknowledged', 'kills', 'lost', 'unexpected', 'duplicated', 'recovered'];

/** One line a run, the columns in step. */
export function queueTable(runs: readonly QueueRun[]): string {
  const rows = runs.map(({ name, kills, verdict }) => [
    name,
    String(verdict.acknowledged),
    String(kills),
    String(verdict.lost.length),
    String(verdict.unexpected.length),
    String(verdict.duplicated.length),
    String(verdict.recovered.length),
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [HEADINGS, ...rows].map(line).join('\n');
}
