import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { v7 as uuidv7 } from 'uuid';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { createObjectStore, type ObjectStore } from '../../src/adapters/object-store.ts';
import type { Sealer } from '../../src/crypto/seal.ts';
import { connect } from '../../src/db/connection.ts';
import { type Document, findDocument, insertDocument } from '../../src/db/documents.ts';
import { listSessionEvents } from '../../src/db/session-events.ts';
import {
  chooseIdentityDocument,
  findSession,
  recordSubmission,
  type Session,
} from '../../src/db/sessions.ts';
import { listWebhookEvents, openBody } from '../../src/db/webhook-events.ts';
import { type IdentityDocument, SLOTS, type SlotName } from '../../src/domain/document.ts';
import { PICTURE_FINGERPRINT, pictureKey, picturePurpose } from '../../src/domain/picture.ts';
import type { SessionRef, Tenant } from '../../src/domain/session.ts';
import type { HeadTurn } from '../../src/domain/session-check.ts';
import { createFakeVision, type FakeVision } from './fake-vision.ts';
import { seedSession, seedTenant, testKeyRing } from './session-rows.ts';
import { testConfig } from './stack.ts';

export function realObjectStore(bucket?: string): ObjectStore {
  const config = testConfig();
  return createObjectStore({
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION,
    bucket: bucket ?? config.S3_BUCKET,
    accessKey: config.S3_ACCESS_KEY,
    secretKey: config.S3_SECRET_KEY,
  });
}

/** What activities of sessions are given: the real database and object store, and pixels that behave as told. */
export function openActivityBench() {
  const db = connect({ url: testConfig().DATABASE_URL, pool: 4 });
  const vision = createFakeVision();
  const deps: ActivityDeps & { vision: FakeVision } = {
    db,
    keys: testKeyRing(),
    objectStore: realObjectStore(),
    vision,
    publicUrl: 'https://verify.example',
  };
  return {
    deps,
    vision,
    newSession: (given: { webhookUrl?: string; selfieTurn?: HeadTurn; tenant?: Tenant } = {}) =>
      newSession(deps, given),
    close: () => db.destroy(),
  };
}
export type ActivityBench = ReturnType<typeof openActivityBench>;

/** A session of the bench with what an end-user does to it. Its time is {@link BENCH_TIME}. */
export interface BenchSession {
  ref: SessionRef;
  sealer: Sealer;
  read(): Promise<Session>;
  document(id: string): Promise<Document>;
  /** As the API takes a picture in: staged, with its row. Returns the document's id. */
  capture(slot: SlotName, bytes?: Buffer): Promise<string>;
  choose(document: IdentityDocument): Promise<void>;
  submit(): Promise<void>;
  /** Types of the timeline, in order. */
  timeline(): Promise<string[]>;
  /** Events for the receiver, in order, opened. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever JSON was frozen
  events(): Promise<any[]>;
}

export const BENCH_TIME = new Date('2026-06-15T12:00:00.000Z');

async function newSession(
  deps: ActivityDeps,
  { tenant, ...given }: { webhookUrl?: string; selfieTurn?: HeadTurn; tenant?: Tenant },
): Promise<BenchSession> {
  const { db, keys, objectStore } = deps;
  const { session, sealer } = await seedSession(db, keys, tenant ?? (await seedTenant(db)), {
    ...given,
    now: BENCH_TIME,
  });
  const { organizationId, environment, sessionId } = session;
  const ref: SessionRef = { organizationId, environment, sessionId };
  const found = <T>(row: T | undefined): T => {
    if (row === undefined) throw new Error('The row is not there');
    return row;
  };
  return {
    ref,
    sealer,
    read: async () => found(await findSession(db, ref, sessionId)),
    document: async (id) => found(await findDocument(db, ref, id)),
    async capture(slot, bytes = Buffer.from(`picture of ${slot}`)) {
      const id = uuidv7();
      const stagingKey = pictureKey('staging', ref, id);
      await objectStore.put(stagingKey, sealer.seal(picturePurpose('staging', id), bytes));
      const document = {
        id,
        slot: SLOTS[slot],
        stagingKey,
        fingerprint: sealer.fingerprint(PICTURE_FINGERPRINT, bytes),
        sizeBytes: bytes.length,
        contentType: 'image/jpeg',
        width: 1600,
        height: 1000,
      } as const;
      await db.transaction((tx) => insertDocument(tx, ref, document, sealer, BENCH_TIME));
      return id;
    },
    choose: (document) => chooseIdentityDocument(db, ref, document),
    async submit() {
      if (!(await recordSubmission(db, ref, BENCH_TIME))) throw new Error('The session was not submitted');
    },
    timeline: async () => (await listSessionEvents(db, ref)).map(({ type }) => type),
    events: async () =>
      (await listWebhookEvents(db, ref)).map((event) => JSON.parse(openBody(event, sealer).toString('utf8'))),
  };
}

/** Stands for the worker around a step; failures that a test asks for are not told on the console. */
export function activityEnvironment(attempt = 1): MockActivityEnvironment {
  return new MockActivityEnvironment({ attempt }, { logger: new DefaultLogger('ERROR') });
}

/** Runs a step as a worker would, at one of its attempts. */
export function runAttempt<Input, Output>(
  step: (input: Input) => Promise<Output>,
  input: Input,
  attempt = 1,
): Promise<Output> {
  return activityEnvironment(attempt).run(step, input) as Promise<Output>;
}
