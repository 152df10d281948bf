import { Worker } from 'node:worker_threads';
import { compareFaces } from './compare-faces.ts';
import { displayCopy } from './display.ts';
import { examine } from './examine.ts';
import { lazyFaceEngine } from './face-engine.ts';
import { withoutHeic } from './heic.ts';
import { inspectPicture } from './inspect.ts';
import { allowPicturesOnly } from './loaders.ts';
import type { VisionReply, VisionResult, VisionTask } from './messages.ts';
import { readDocument } from './read-document.ts';
import { readSelfie } from './read-selfie.ts';
import { createReaders, type Readers } from './readers.ts';
import { readAnyKind } from './recognise-kind.ts';

/**
 * The process in which strangers' pictures are decoded and read. It holds no key, no address and no environment; it
 * is killed when it hangs, grows or is no longer wanted. Arguments: `inspect` or `read`, and the most bytes of memory.
 * Its priority is set by its parent.
 */
const [role = 'inspect', maxRss = '0'] = process.argv.slice(2);

/** Runs beside the main thread, which may be stuck: ends the process when its parent is gone or it has grown. */
const WATCH = `
const { workerData } = require('node:worker_threads');
setInterval(() => {
  const orphaned = process.ppid !== workerData.parent;
  if (orphaned || process.memoryUsage.rss() > workerData.maxRss) process.kill(process.pid, 'SIGKILL');
}, 100);`;

const faces = lazyFaceEngine();

const end = () => process.kill(process.pid, 'SIGKILL');

async function start(): Promise<void> {
  process.on('disconnect', end);
  new Worker(WATCH, {
    eval: true,
    execArgv: [],
    env: {},
    workerData: { parent: process.ppid, maxRss: Number(maxRss) },
  });
  allowPicturesOnly();
  const readers = role === 'read' ? await createReaders() : undefined;
  process.on('message', (task: VisionTask) => {
    void answer(task, readers).then(say);
  });
  say({ name: 'ready' });
}

const say = (reply: VisionReply) => process.send?.(reply);

async function answer(task: VisionTask, readers: Readers | undefined): Promise<VisionReply> {
  try {
    const result = await perform(task, readers);
    if (result === 'unusable') return { name: 'refused', refusal: 'PICTURE_CORRUPT', rssBytes: rss() };
    const reading = 'reading' in result ? result.reading : result;
    const worn = 'reason' in reading && reading.reason === 'READER_FAILED';
    return { name: 'done', result, rssBytes: rss(), worn };
  } catch (error) {
    const { name, stack = '' } = error instanceof Error ? error : new Error();
    const where = stack.split('\n').find((line) => line.startsWith('    at ')) ?? '';
    return { name: 'failed', error: name, where: where.trim(), rssBytes: rss() };
  }
}

async function perform(task: VisionTask, readers: Readers | undefined): Promise<VisionResult | 'unusable'> {
  if (task.name === 'inspect') return inspectPicture(task.bytes, { subject: task.subject, faces });
  if (task.name === 'examine') return examine(task.bytes, task.fields);
  if (task.name === 'compareFaces') return compareFaces(task.pictures, await faces());
  // What cannot be opened is handed on as it is: then no decoder takes it.
  const bytes = await withoutHeic(task.bytes).catch(() => task.bytes);
  if (task.name === 'display') return displayCopy(bytes).catch(() => 'unusable');
  if (task.name === 'read' && task.options.kind === 'selfie') return readSelfie(bytes, await faces());
  if (task.name === 'recognise') return readAnyKind(bytes, task.options, readersOf(readers));
  return readDocument(bytes, task.options, readersOf(readers));
}

function readersOf(readers: Readers | undefined): Readers {
  if (!readers) throw new TypeError('This child was not started for reading.');
  return readers;
}

const rss = () => process.memoryUsage.rss();

await start();
