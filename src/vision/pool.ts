import type { Inspection } from '../domain/document.ts';
import type { PlacedField } from '../domain/examination.ts';
import type { PictureSubject } from '../domain/picture-quality.ts';
import type { Reading } from '../domain/reading.ts';
import type { VisionLog } from './child-handle.ts';
import { createLane, type LaneLoad, type LaneOptions } from './child-lane.ts';
import type { ComparedFaces, FacePictures } from './compare-faces.ts';
import type { Examined } from './examine.ts';
import type { VisionResults, VisionTask } from './messages.ts';
import type { ReadOptions } from './read-options.ts';
import type { Recognised, RecogniseOptions } from './recognise-kind.ts';

export interface VisionPoolOptions {
  /** Children that inspect pictures and make display copies, side by side. */
  size: number;
  /**
   * Children that read documents, and as many for faces, which are started when they are needed; as many as `size` if
   * not given, 0 where this process reads none.
   */
  readSize?: number;
  /** Longest time for one inspection or display copy; 15 s if not given. */
  inspectTimeoutMs?: number;
  /** Longest time for reading one picture; 60 s if not given. */
  readTimeoutMs?: number;
  /**
   * True where nobody waits at a screen for what is done here: every child gives way to those that a person waits
   * for. Children that read do so anyway.
   */
  background?: boolean;
  /** Tasks that may wait for each kind of child; 4 a child if not given. */
  maxWaiting?: number;
  /** Tasks after which a child is replaced; 200 if not given. */
  recycleAfter?: number;
  /** Most memory of a child, in bytes; it is killed when it takes more. 1 GiB if not given. */
  maxRssBytes?: number;
  /** True (if not given): a child is started when the first task needs it. False: all at once. */
  lazy?: boolean;
  log?: VisionLog;
  /** Addresses of modules that the children load first. For tests of misbehaviour. */
  childPreload?: readonly string[];
}

/** Kinds of children: those that inspect and show pictures, those that read documents, those that look at faces. */
export type LaneName = 'inspect' | 'read' | 'faces';

export interface TaskOptions {
  /** Takes the task back: a waiting one is dropped, a running one is killed with its child. */
  signal?: AbortSignal;
}

/**
 * Does all that touches the pixels of strangers, in child processes: what hangs, crashes or grows there is killed
 * and replaced, and other tasks go on.
 *
 * Every method rejects with `VisionBusyError` where too many tasks wait, `VisionStartError`, `VisionTimeoutError` or
 * `VisionCrashError` where the child failed (trying again may help), `VisionClosedError` after `close`, or the reason of its signal.
 */
export interface VisionPool {
  /** Whether the picture can be kept and read, or why not. */
  inspect(bytes: Uint8Array, options?: TaskOptions & { subject?: PictureSubject }): Promise<Inspection>;
  /** The JPEG that people are shown, without metadata. Rejects with `VisionPictureError` where it cannot be decoded. */
  display(bytes: Uint8Array, options?: TaskOptions): Promise<Buffer>;
  /** Looks for signs of alteration; `fields` are those whose print is compared. */
  examine(bytes: Uint8Array, fields: readonly PlacedField[], options?: TaskOptions): Promise<Examined>;
  read(bytes: Uint8Array, what: ReadOptions, options?: TaskOptions): Promise<Reading>;
  /** Reads a document whose kind may not be known, and says what the reading cost. */
  recognise(bytes: Uint8Array, what: RecogniseOptions, options?: TaskOptions): Promise<Recognised>;
  /** Compares the portrait of a document with two pictures of its holder. What faces are known by does not come back. */
  compareFaces(pictures: FacePictures, options?: TaskOptions): Promise<ComparedFaces>;
  /** How much each kind of child has to do. */
  load(): Record<LaneName, LaneLoad>;
  /** Most memory that a child of each kind has had at the end of a task, in bytes. */
  memory(): Record<LaneName, number>;
  /** Ends every child; what waits or runs is rejected. */
  close(): Promise<void>;
}

/** Beside this file: `child.ts` from source, `child.js` once built. */
const CHILD = new URL(import.meta.url.endsWith('.ts') ? './child.ts' : './child.js', import.meta.url);
const START_TIMEOUT_MS = 30_000;
/**
 * A child of this niceness gets a quarter of a core that another process wants whole, and all of it otherwise. With
 * more it would hardly get on beside a database that is busy for long, and be ended for its time.
 */
const GIVES_WAY = 5;

export function createVisionPool(options: VisionPoolOptions): VisionPool {
  const readSize = options.readSize ?? options.size;
  const looking = createLane(
    laneOptions(options, 'inspect', options.size, options.inspectTimeoutMs ?? 15_000),
  );
  const reading = createLane(laneOptions(options, 'read', readSize, options.readTimeoutMs ?? 60_000));
  // Children of their own: with the engines for documents beside it, one would come near its limit of memory.
  const ofFaces = laneOptions(options, 'inspect', readSize, options.readTimeoutMs ?? 60_000);
  const facing = createLane({ ...ofFaces, lazy: true, niceness: GIVES_WAY });
  const look = (task: VisionTask, { signal }: TaskOptions) => looking.run(task, signal);

  return {
    inspect: async (bytes, { subject = 'document', ...given } = {}) =>
      (await look({ name: 'inspect', bytes, subject }, given)) as VisionResults['inspect'],
    display: async (bytes, given = {}) =>
      Buffer.from((await look({ name: 'display', bytes }, given)) as VisionResults['display']),
    examine: async (bytes, fields, given = {}) =>
      (await look({ name: 'examine', bytes, fields }, given)) as VisionResults['examine'],
    read: async (bytes, what, { signal } = {}) => {
      const lane = what.kind === 'selfie' ? facing : reading;
      return (await lane.run({ name: 'read', bytes, options: what }, signal)) as VisionResults['read'];
    },
    recognise: async (bytes, options, { signal } = {}) =>
      (await reading.run({ name: 'recognise', bytes, options }, signal)) as VisionResults['recognise'],
    compareFaces: async (pictures, { signal } = {}) =>
      (await facing.run({ name: 'compareFaces', pictures }, signal)) as VisionResults['compareFaces'],
    load: () => ({ inspect: looking.load(), read: reading.load(), faces: facing.load() }),
    memory: () => ({
      inspect: looking.peakRssBytes(),
      read: reading.peakRssBytes(),
      faces: facing.peakRssBytes(),
    }),
    close: async () => {
      await Promise.all([looking.close(), reading.close(), facing.close()]);
    },
  };
}

function laneOptions(
  options: VisionPoolOptions,
  role: LaneOptions['role'],
  size: number,
  timeoutMs: number,
): LaneOptions {
  return {
    role,
    size,
    timeoutMs,
    module: CHILD,
    preload: options.childPreload ?? [],
    maxWaiting: options.maxWaiting ?? size * 4,
    recycleAfter: options.recycleAfter ?? 200,
    maxRssBytes: options.maxRssBytes ?? 1024 ** 3,
    startTimeoutMs: START_TIMEOUT_MS,
    niceness: role === 'read' || options.background ? GIVES_WAY : 0,
    lazy: options.lazy ?? true,
    log: options.log,
  };
}
