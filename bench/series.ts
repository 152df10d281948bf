import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { Pool } from 'undici';
import { v7 as uuidv7 } from 'uuid';
import { dayOf } from '../src/domain/calendar.ts';
import type { SlotName } from '../src/domain/document.ts';
import { drawSpecimen } from '../src/specimen/draw.ts';
import { specimenPerson } from '../src/specimen/person.ts';
import { webhookDeliveryId } from '../src/workflows/messages.ts';
import { createEndUser } from '../tools/demo/end-user.ts';
import type { BenchReceiver } from './receiver.ts';
import type { BenchStack } from './stack.ts';
import {
  captured,
  DECISION,
  EMPTY,
  FLOOR_QUEUES,
  floorDeliveryId,
  heardOf,
  SESSION_FLOOR,
  sent,
} from './workflows/messages.ts';

export const SERIES = {
  ping: '0 gRPC ping',
  start: '1 start of an empty workflow',
  startAndInsert: '1a the same, then one committed insert',
  create: '4 POST /sessions',
  empty: '2 empty workflow, start to result',
  floor: '2a empty workflow with the tasks of a session',
  session: '3 whole session, stubbed reading',
  real: '5 whole session, real reading',
} as const;
export type SeriesName = keyof typeof SERIES;

/** What each series does once; rejects where that fails. */
export type Units = Record<SeriesName, () => Promise<void>>;

export interface SeriesOptions {
  stack: BenchStack;
  receiver: BenchReceiver;
  clients: number;
  /** Told where the API said that it is busy and a step was tried again. */
  onRepeat: () => void;
}

type Pictures = Partial<Record<SlotName, Buffer>>;

const WEBHOOK_SECRET = 'a-secret-of-more-than-16-characters';
const TRY_AGAIN_MS = 50;

export async function createUnits(options: SeriesOptions): Promise<{ units: Units; close(): Promise<void> }> {
  const { stack, clients } = options;
  const { workflow, workflowService } = stack.temporal;
  const http = new Pool(stack.apiUrl, { connections: clients });
  const create = () => createSession(http, options);
  const startEmpty = () =>
    workflow.start(EMPTY, { workflowId: `empty-${randomUUID()}`, taskQueue: FLOOR_QUEUES.session });
  const small = await smallPictures();
  const specimens = await specimenPictures();
  const units: Units = {
    ping: async () => {
      await workflowService.getSystemInfo({});
    },
    start: async () => {
      await startEmpty();
    },
    startAndInsert: async () => {
      await startEmpty();
      await stack.db.raw('insert into bench_rows (id, note) values (?, ?)', [uuidv7(), 'one committed row']);
    },
    create: async () => {
      await create();
    },
    empty: async () => {
      await (await startEmpty()).result();
    },
    floor: () => playFloor(options),
    session: () => playSession(options, create, small),
    real: () => playSession(options, create, specimens),
  };
  return { units, close: () => http.close() };
}

interface Created {
  sessionId: string;
  hostedUrl: string;
}

/** As a tenant's backend does: with a receiver, its secret, and something of its own to remember. */
async function createSession(http: Pool, { stack, receiver }: SeriesOptions): Promise<Created> {
  const { statusCode, body } = await http.request({
    method: 'POST',
    path: '/api/verification/sessions',
    headers: { authorization: `Bearer ${stack.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      externalUserId: 'user-1',
      returnUrl: 'http://127.0.0.1/done',
      webhookUrl: receiver.url,
      webhookSecret: WEBHOOK_SECRET,
      metadata: { campaign: 'bench' },
    }),
  });
  const answer = (await body.json()) as Created;
  if (statusCode !== 201) throw new Error(`POST /sessions answered ${statusCode}`);
  return answer;
}

/** From the tenant's request to the end of the delivery that tells the decision. */
async function playSession(
  { stack, receiver, onRepeat }: SeriesOptions,
  create: () => Promise<Created>,
  pictures: Pictures,
): Promise<void> {
  const { sessionId, hostedUrl } = await create();
  const decided = receiver.decided(sessionId);
  const endUser = createEndUser(hostedUrl);
  await endUser.start();
  await endUser.choose('passport');
  for (const slot of ['passport', 'proof-of-address'] as const) {
    const picture = pictures[slot];
    if (picture) await whileBusy(() => endUser.upload(slot, picture), onRepeat);
  }
  await endUser.send();
  await stack.temporal.workflow.getHandle(webhookDeliveryId(await decided)).result();
}

/**
 * The same messages as a session gets, to a workflow whose steps do nothing; to the end of its last delivery. A message
 * follows when the one before was worked at: people are slower than that, and messages that come together would share
 * a workflow task.
 */
async function playFloor({ stack }: SeriesOptions): Promise<void> {
  const { workflow } = stack.temporal;
  const sessionId = uuidv7();
  const handle = await workflow.start(SESSION_FLOOR, {
    workflowId: `floor-${sessionId}`,
    taskQueue: FLOOR_QUEUES.session,
    args: [sessionId],
  });
  for (let document = 0; document < 2; document += 1) {
    await handle.query(heardOf);
    await handle.signal(captured, { documentId: uuidv7() });
  }
  await handle.query(heardOf);
  await handle.signal(sent);
  await handle.result();
  await workflow.getHandle(floorDeliveryId(sessionId, DECISION)).result();
}

/** The API takes a bounded number of uploads at a time; whoever is told so tries again, as a person would. */
async function whileBusy(step: () => Promise<void>, onRepeat: () => void): Promise<void> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('answered 503'))) throw error;
      onRepeat();
      await sleep(TRY_AGAIN_MS * (1 + Math.random()));
    }
  }
}

async function smallPictures(): Promise<Pictures> {
  const plain = (background: string) =>
    sharp({ create: { width: 640, height: 480, channels: 3, background } })
      .jpeg()
      .toBuffer();
  return { passport: await plain('#eee'), 'proof-of-address': await plain('#ddd') };
}

async function specimenPictures(): Promise<Pictures> {
  const person = specimenPerson({ today: dayOf(new Date()) });
  return {
    passport: await drawSpecimen('passport', person),
    'proof-of-address': await drawSpecimen('bill', person),
  };
}
