import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { SpecimenOrder, SpecimenTruth } from '../../src/specimen/catalogue.ts';
import type { HelperReply, HelperTask, PageText, PeerName } from './helper-messages.ts';

/** A process that draws specimens and reads whole pages; one task at a time. */
export interface Helper {
  make(order: SpecimenOrder, folder: string): Promise<SpecimenTruth>;
  readPage(reader: PeerName, file: string): Promise<PageText>;
  close(): Promise<void>;
}

export function startHelper(): Helper {
  const child = fork(new URL('./helper.ts', import.meta.url), {
    execArgv: ['--import', import.meta.resolve('tsx')],
    serialization: 'advanced',
    // The engine estimates resolutions aloud.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return {
    async make(order, folder) {
      const reply = await ask(child, { name: 'make', order, folder });
      if (reply.name === 'made') return reply.truth;
      throw new Error(
        `A specimen could not be drawn: ${reply.name === 'failed' ? reply.message : reply.name}`,
      );
    },
    async readPage(reader, file) {
      const reply = await ask(child, { name: 'whole-page', reader, file });
      if (reply.name === 'text') return reply.page;
      throw new Error(`${reader} failed: ${reply.name === 'failed' ? reply.message : reply.name}`);
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function ask(child: ChildProcess, task: HelperTask): Promise<HelperReply> {
  return new Promise((resolve, reject) => {
    const onExit = () => {
      child.off('message', onReply);
      reject(new Error(`A helper ended during its task "${task.name}".`));
    };
    const onReply = (reply: unknown) => {
      child.off('exit', onExit);
      resolve(reply as HelperReply);
    };
    child.once('message', onReply).once('exit', onExit);
    if (child.exitCode !== null || child.signalCode !== null) onExit();
    else child.send(task);
  });
}

/** Deals tasks out to helpers; each takes the next one when it is done with the last. Results keep their order. */
export async function dealOut<T, R>(
  tasks: readonly T[],
  helpers: readonly Helper[],
  perform: (helper: Helper, task: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async (helper: Helper) => {
    while (next < tasks.length) {
      const at = next++;
      const task = tasks[at];
      if (task !== undefined) results[at] = await perform(helper, task);
    }
  };
  await Promise.all(helpers.map(work));
  return results;
}
