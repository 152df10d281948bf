/** Resolves at the first signal. Later ones change nothing: a terminal and npm both pass on the same Ctrl-C. */
export function askedToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, resolve);
  });
}
