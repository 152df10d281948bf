import { readdirSync, readFileSync } from 'node:fs';

/** A process with all that it started, or `alone` without that. */
export interface Watched {
  name: string;
  pid: number;
  alone?: boolean;
}

/** `sysconf(_SC_CLK_TCK)`: 100 on every Linux that Node.js runs on. */
const TICK_MS = 10;

interface Stat {
  parent: number;
  ownTicks: number;
  endedChildrenTicks: number;
}

/** Fields of proc(5) `stat`, counted behind the name in brackets, which may hold spaces. */
function statOf(pid: number): Stat | undefined {
  const text = readIfThere(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = (index: number) => Number(fields[index]);
  return {
    parent: ticks(1),
    ownTicks: ticks(11) + ticks(12),
    endedChildrenTicks: ticks(13) + ticks(14),
  };
}

/** A process may end between the listing and the reading. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function memoryOf(pid: number): number {
  const kilobytes = (text: string | undefined, name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text ?? '')?.[1] ?? Number.NaN);
  const shared = kilobytes(readIfThere(`/proc/${pid}/smaps_rollup`), 'Pss');
  // Another account's processes tell their proportional share to root alone.
  const kept = Number.isNaN(shared) ? kilobytes(readIfThere(`/proc/${pid}/status`), 'VmRSS') : shared;
  return (kept || 0) * 1024;
}

/** Processor milliseconds since each process began, by name, with children that have ended. Empty without /proc. */
export function readCpu(watched: readonly Watched[]): Map<string, number> {
  return eachFamily(watched, (family, { alone }) => {
    const ticks = family.map(({ stat }) => stat.ownTicks + (alone ? 0 : stat.endedChildrenTicks));
    return sum(ticks) * TICK_MS;
  });
}

/** Bytes of memory at this moment, by name; pages that processes share are divided among them. Empty without /proc. */
export function readMemory(watched: readonly Watched[]): Map<string, number> {
  return eachFamily(watched, (family) => sum(family.map(({ pid }) => memoryOf(pid))));
}

interface Member {
  pid: number;
  stat: Stat;
}

function eachFamily(
  watched: readonly Watched[],
  add: (family: readonly Member[], watched: Watched) => number,
): Map<string, number> {
  if (process.platform !== 'linux') return new Map();
  const all = new Map<number, Stat>();
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? statOf(Number(entry)) : undefined;
    if (stat) all.set(Number(entry), stat);
  }
  const members = ({ pid, alone }: Watched) =>
    (alone ? [pid] : [pid, ...descendants(pid, all)]).flatMap((member) => {
      const stat = all.get(member);
      return stat ? [{ pid: member, stat }] : [];
    });
  return new Map(watched.map((one) => [one.name, add(members(one), one)]));
}

function descendants(pid: number, all: ReadonlyMap<number, Stat>): number[] {
  const children = [...all].filter(([, stat]) => stat.parent === pid).map(([child]) => child);
  return children.flatMap((child) => [child, ...descendants(child, all)]);
}

/** Processor time that the whole machine has spent on work, in milliseconds over all its cores. */
export function machineBusyMs(): number {
  const [, ...fields] = (readIfThere('/proc/stat') ?? '').split('\n')[0]?.trim().split(/\s+/) ?? [];
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = fields.map(Number);
  return (user + nice + system + irq + softirq) * TICK_MS;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
