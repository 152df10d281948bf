/** What a part of a reading took: milliseconds by the clock, and of processor time of all threads. */
export interface Cost {
  ms: number;
  cpuMs: number;
}

/** Parts of a reading that are told apart: decoding the picture, and finding, reading and confirming its zone. */
export type Stage = 'decode' | 'zone';

/** Is told what a stage took, each time that it was gone through. */
export type StageWatch = (stage: Stage, cost: Cost) => void;

/** Measures some work. One process reads one document at a time, so that all of its processor time is the work's. */
export async function measured<T>(work: () => Promise<T>): Promise<{ result: T; cost: Cost }> {
  const began = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, cost: { ms: performance.now() - began, cpuMs: (user + system) / 1000 } };
}

/** Does the work of a stage, and tells the watch what it took where there is one. */
export async function watched<T>(
  watch: StageWatch | undefined,
  stage: Stage,
  work: () => Promise<T>,
): Promise<T> {
  if (!watch) return work();
  const { result, cost } = await measured(work);
  watch(stage, cost);
  return result;
}

/** A watch that adds up what each stage took; `undefined` for a stage that was not gone through. */
export function addUpStages(): { watch: StageWatch; sums: Partial<Record<Stage, Cost>> } {
  const sums: Partial<Record<Stage, Cost>> = {};
  const watch: StageWatch = (stage, { ms, cpuMs }) => {
    const before = sums[stage] ?? { ms: 0, cpuMs: 0 };
    sums[stage] = { ms: before.ms + ms, cpuMs: before.cpuMs + cpuMs };
  };
  return { watch, sums };
}
