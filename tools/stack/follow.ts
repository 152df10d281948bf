import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const POLL_MS = 150;

export interface Follower {
  /** Reads what has come since, then ends. */
  stop(): void;
}

/** Tells each whole line that is added to a file from now on (or from an offset on). */
export function follow(file: string, onLine: (line: string) => void, from?: number): Follower {
  let offset = from ?? (existsSync(file) ? statSync(file).size : 0);
  let rest = '';
  const decoder = new StringDecoder('utf8');
  const read = () => {
    if (!existsSync(file)) return;
    const { size } = statSync(file);
    if (size < offset) offset = 0;
    if (size === offset) return;
    const chunk = Buffer.alloc(size - offset);
    const fd = openSync(file, 'r');
    const length = readSync(fd, chunk, 0, chunk.length, offset);
    closeSync(fd);
    offset += length;
    const lines = (rest + decoder.write(chunk.subarray(0, length))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
  const timer = setInterval(read, POLL_MS);
  return {
    stop() {
      clearInterval(timer);
      read();
    },
  };
}

const LEVELS: Record<number, string> = { 40: 'warning', 50: 'error', 60: 'fatal' };
const NOT_SHOWN = new Set([
  'level',
  'time',
  'name',
  'pid',
  'hostname',
  'msg',
  'message',
  'code',
  'stack',
  'v',
]);

function field([key, value]: [string, unknown]): string {
  if (value instanceof Object) {
    const { message, code } = value as { message?: unknown; code?: unknown };
    return `${key}=${message ?? code ?? JSON.stringify(value)}`;
  }
  return `${key}=${String(value)}`;
}

/** A log line for a person, or undefined where it is not worth interrupting one: below warning. */
export function readableLine(name: string, line: string): string | undefined {
  if (!line.trim()) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    // Not one of ours: Node.js itself, or a library, has something to say.
    return `${name}: ${line}`;
  }
  if (!(parsed instanceof Object)) return `${name}: ${line}`;
  const entry = parsed as { level?: number | string; msg?: string; message?: string; code?: string };
  const level = typeof entry.level === 'number' ? LEVELS[entry.level] : entry.level?.toLowerCase();
  if (!level || !/^(warn|warning|error|fatal)$/.test(level)) return undefined;
  const fields = Object.entries(entry)
    .filter(([key]) => !NOT_SHOWN.has(key))
    .map(field);
  const said = [entry.msg ?? entry.message, entry.code].filter(Boolean);
  return [`${name} ${level}:`, ...said, ...fields].join(' ');
}
