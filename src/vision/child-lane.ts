import { type ChildOptions, startChild, type VisionChild } from './child-handle.ts';
import { VisionBusyError, VisionClosedError, VisionCrashError, VisionPictureError } from './errors.ts';
import type { VisionReply, VisionResult, VisionTask } from './messages.ts';

export interface LaneOptions extends ChildOptions {
  /** Children that work side by side. */
  size: number;
  /** Tasks that may wait for a child. */
  maxWaiting: number;
  timeoutMs: number;
  /** Tasks after which a child is replaced, so that what leaks does not add up. */
  recycleAfter: number;
  lazy: boolean;
}

/** A row of children that do one kind of work, and the tasks that wait for them. */
export interface Lane {
  run(task: VisionTask, signal?: AbortSignal): Promise<VisionResult>;
  /** Tasks under way and tasks that wait for a child. */
  load(): LaneLoad;
  /** Most memory that a child of it has had at the end of a task, in bytes; 0 before the first. */
  peakRssBytes(): number;
  close(): Promise<void>;
}

export interface LaneLoad {
  running: number;
  waiting: number;
}

interface Slot {
  child: VisionChild | undefined;
  tasks: number;
  busy: boolean;
}

/** A child that grew to this share of what it may use is replaced before it is killed in the middle of a task. */
const WORN_SHARE = 0.75;

export function createLane(options: LaneOptions): Lane {
  const slots: Slot[] = Array.from({ length: options.size }, () => ({
    child: undefined,
    tasks: 0,
    busy: false,
  }));
  const waiting: ((slot: Slot) => void)[] = [];
  const living = new Set<VisionChild>();
  const closing = new AbortController();

  let peakRssBytes = 0;

  if (!options.lazy) for (const slot of slots) fill(slot);

  function fill(slot: Slot): VisionChild {
    const child = startChild(options);
    living.add(child);
    slot.child = child;
    slot.tasks = 0;
    return child;
  }

  /** A child that went while it had nothing to do, for want of memory say, must not fail the next task. */
  function livingChild(slot: Slot): VisionChild {
    if (slot.child?.ended) {
      living.delete(slot.child);
      slot.child = undefined;
    }
    return slot.child ?? fill(slot);
  }

  /** Ends the child of a slot. One that had come up is followed by another, ready by the time of the next task. */
  function replace(slot: Slot, child: VisionChild): void {
    void child.kill().then(() => living.delete(child));
    slot.child = undefined;
    if (child.started && !closing.signal.aborted) fill(slot);
  }

  function release(slot: Slot): void {
    slot.busy = false;
    const next = waiting.shift();
    if (next) {
      slot.busy = true;
      next(slot);
    }
  }

  async function acquire(signal: AbortSignal): Promise<Slot> {
    const idle = slots.filter((slot) => !slot.busy);
    // One that follows a worn child may still be coming up.
    const free = idle.find(({ child }) => child?.started && !child.ended) ?? idle[0];
    if (free) {
      free.busy = true;
      return free;
    }
    if (waiting.length >= options.maxWaiting) throw new VisionBusyError('Too many pictures are waiting.');
    return new Promise((resolve, reject) => {
      const begin = (slot: Slot) => {
        signal.removeEventListener('abort', giveUp);
        resolve(slot);
      };
      const giveUp = () => {
        waiting.splice(waiting.indexOf(begin), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      waiting.push(begin);
    });
  }

  async function perform(slot: Slot, task: VisionTask, signal: AbortSignal): Promise<VisionResult> {
    const child = livingChild(slot);
    slot.tasks++;
    const reply = await child.run(task, { timeoutMs: options.timeoutMs, signal }).catch((error) => {
      options.log?.warn({ task: task.name, error: nameOf(error) }, 'a vision child was ended');
      replace(slot, child);
      throw error;
    });
    if (reply.name !== 'ready') peakRssBytes = Math.max(peakRssBytes, reply.rssBytes);
    if (isWorn(reply) || slot.tasks >= options.recycleAfter) replace(slot, child);
    return outcomeOf(reply, task);
  }

  function isWorn(reply: VisionReply): boolean {
    if (reply.name === 'ready') return false;
    return (reply.name === 'done' && reply.worn) || reply.rssBytes > options.maxRssBytes * WORN_SHARE;
  }

  function outcomeOf(reply: VisionReply, task: VisionTask): VisionResult {
    if (reply.name === 'done') return reply.result;
    if (reply.name === 'refused') throw new VisionPictureError(reply.refusal);
    const fields = reply.name === 'failed' ? { error: reply.error, where: reply.where } : {};
    options.log?.warn({ task: task.name, ...fields }, 'a vision task failed');
    throw new VisionCrashError('A vision task failed.');
  }

  return {
    async run(task, own) {
      const signal = AbortSignal.any(own ? [own, closing.signal] : [closing.signal]);
      signal.throwIfAborted();
      const slot = await acquire(signal);
      try {
        return await perform(slot, task, signal);
      } finally {
        release(slot);
      }
    },
    load: () => ({ running: slots.filter(({ busy }) => busy).length, waiting: waiting.length }),
    peakRssBytes: () => peakRssBytes,
    async close() {
      closing.abort(new VisionClosedError('The vision pool was closed.'));
      await Promise.all([...living].map((child) => child.kill()));
    },
  };
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'unknown');
