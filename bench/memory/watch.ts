import { type ChildMemory, visionChildren } from './children.ts';

export type Role = ChildMemory['role'];
export const ROLES: readonly Role[] = ['read', 'inspect'];

/** What the children of one stretch of documents had. */
export interface Stretch {
  /** Documents that were done at its end. */
  documents: number;
  /** Most bytes of any one child, and of all of them together, whenever they were looked at. */
  most: Record<Role, number>;
  together: number;
}

export interface MemoryWatch {
  /** Tells that another document is done. */
  count(): void;
  stop(): Watched;
}

export interface Watched {
  stretches: Stretch[];
  /** Children of each kind that there have been. */
  started: Record<Role, number>;
  /** Most bytes of any child at any moment. */
  peak: Record<Role, number>;
}

const EVERY_MS = 250;

/** Looks at the vision children of this process until it is stopped; `stretch`: documents that are summed up. */
export function watchMemory(stretch: number): MemoryWatch {
  const stretches: Stretch[] = [];
  const pids: Record<Role, Set<number>> = { read: new Set(), inspect: new Set() };
  const peak: Record<Role, number> = { read: 0, inspect: 0 };
  let documents = 0;
  let current = emptyStretch();
  const look = () => {
    const children = visionChildren(process.pid);
    for (const { role, pid, bytes, mostBytes } of children) {
      pids[role].add(pid);
      peak[role] = Math.max(peak[role], mostBytes);
      current.most[role] = Math.max(current.most[role], bytes);
    }
    current.together = Math.max(
      current.together,
      children.reduce((sum, { bytes }) => sum + bytes, 0),
    );
  };
  const end = () => {
    look();
    stretches.push({ ...current, documents });
    current = emptyStretch();
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    count() {
      documents += 1;
      if (documents % stretch === 0) end();
    },
    stop() {
      clearInterval(timer);
      if (documents % stretch !== 0) end();
      return { stretches, started: { read: pids.read.size, inspect: pids.inspect.size }, peak };
    },
  };
}

const emptyStretch = (): Stretch => ({ documents: 0, most: { read: 0, inspect: 0 }, together: 0 });
