import { readdirSync, readFileSync } from 'node:fs';

/** A vision child of a process, while it lives. */
export interface ChildMemory {
  pid: number;
  role: 'inspect' | 'read';
  /** Bytes that are resident at this moment, pages that it shares with others included. */
  bytes: number;
  /** The most that it ever had, by the count of the kernel: no peak between two looks is missed. */
  mostBytes: number;
}

/** A process may end between the listing and the reading. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The role stands behind the module among the arguments of a child. */
const CHILD = /\/child\.[tj]s\0(inspect|read)\0/;

/** The vision children of a process, from proc(5): `PPid`, `VmRSS` and `VmHWM` of `status`. Empty without /proc. */
export function visionChildren(parent: number): ChildMemory[] {
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return pids.flatMap((pid) => {
    const status = textOf(`/proc/${pid}/status`);
    const value = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    if (value('PPid') !== parent) return [];
    const role = CHILD.exec(textOf(`/proc/${pid}/cmdline`))?.[1];
    if (role !== 'inspect' && role !== 'read') return [];
    return [{ pid: Number(pid), role, bytes: value('VmRSS') * 1024, mostBytes: value('VmHWM') * 1024 }];
  });
}
