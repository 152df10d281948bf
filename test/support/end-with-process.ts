import type { Part } from '../../tools/stack/part.ts';

/**
 * Kills what still runs of these parts when this process exits, however it comes to that: a run of tests that is ended
 * from outside leaves nothing behind. Gives a function that takes the arrangement back.
 */
export function endWithProcess(parts: () => readonly Pick<Part, 'pid'>[]): () => void {
  const end = () => {
    for (const { pid } of parts()) if (pid !== undefined) killIfThere(pid);
  };
  process.once('exit', end);
  return () => process.off('exit', end);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
