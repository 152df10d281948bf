/** What a run of one series gave. Times in milliseconds. */
export interface Run {
  latencies: number[];
  wallMs: number;
  failures: string[];
}

export interface Load {
  clients: number;
  /** Units in all. */
  units: number;
  /** No unit begins after this time. */
  withinMs: number;
}

/** So many clients, each of which begins its next unit when its last one has ended. */
export async function closedLoop(unit: () => Promise<void>, load: Load): Promise<Run> {
  const run: Run = { latencies: [], wallMs: 0, failures: [] };
  const started = performance.now();
  let begun = 0;
  const client = async () => {
    while (begun < load.units && performance.now() - started < load.withinMs) {
      begun += 1;
      const from = performance.now();
      try {
        await unit();
        run.latencies.push(performance.now() - from);
      } catch (error) {
        run.failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: load.clients }, client));
  run.wallMs = performance.now() - started;
  return run;
}
