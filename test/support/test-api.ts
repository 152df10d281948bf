import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import type { Knex } from 'knex';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import type { ObjectStore } from '../../src/adapters/object-store.ts';
import { createApp } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import { type ApiKeyKind, mintApiKey } from '../../src/crypto/api-key.ts';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { insertApiKey } from '../../src/db/api-keys.ts';
import { connect } from '../../src/db/connection.ts';
import { migrateToLatest } from '../../src/db/migrate.ts';
import { insertOrganization } from '../../src/db/organizations.ts';
import type { OutboxRow } from '../../src/db/outbox.ts';
import { initialPolicy } from '../../src/domain/policy.ts';
import type { Environment } from '../../src/domain/session.ts';
import { createDispatcher } from '../../src/relay/dispatcher.ts';
import type { VerificationClient } from '../../src/relay/verification-client.ts';
import { testConfig } from './stack.ts';

/** Stands for Temporal: keeps what it is told, and answers what a test sets. */
export interface FakeVerification extends VerificationClient {
  delivered: OutboxRow[];
  reviews: { reviewId: string; updateId: string; timeoutMs: number }[];
}

export function fakeVerification(): FakeVerification {
  const delivered: OutboxRow[] = [];
  const reviews: FakeVerification['reviews'] = [];
  return {
    delivered,
    reviews,
    deliver: async (row) => {
      delivered.push(row);
      return 'delivered';
    },
    queryProgress: async () => 'absent',
    review: async (_, request) => {
      reviews.push(request);
      return 'absent';
    },
  };
}

const noStore: ObjectStore = {
  put: async () => undefined,
  get: async () => Buffer.alloc(0),
  remove: async () => undefined,
  stat: async () => undefined,
  list: async function* () {},
  isReachable: async () => true,
  ensureBucket: async () => undefined,
};

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever JSON was answered
  body: any;
}

export interface Sending {
  key?: string;
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  text?: string;
  headers?: Record<string, string>;
}

export interface TestTenant {
  organizationId: string;
  /** Secret keys by environment. */
  keys: Record<Environment, string>;
}

export interface TestApi {
  url: string;
  db: Knex;
  deps: ApiDeps;
  verification: FakeVerification;
  /** The clock of the API; a test may set it. */
  time: { now: Date };
  /** Every line that was logged. */
  logged: Record<string, unknown>[];
  send(method: string, path: string, sending?: Sending): Promise<Answer>;
  newTenant(): Promise<TestTenant>;
  newKey(
    organizationId: string,
    kind: ApiKeyKind,
    environment: Environment,
  ): Promise<{ id: string; key: string }>;
  close(): Promise<void>;
}

/** What a test gives in place of what stands for it here. */
export type TestApiOverrides = Partial<Omit<ApiDeps, 'dispatch'> & { verification: VerificationClient }>;

/** The whole API over HTTP on the real PostgreSQL of the test run; Temporal, pictures and objects are stood for. */
export async function startTestApi(overrides: TestApiOverrides = {}): Promise<TestApi> {
  const config = testConfig();
  const db = connect({ url: config.DATABASE_URL, pool: 16 });
  await migrateToLatest(db);
  const time = { now: new Date('2026-11-23T12:00:00.000Z') };
  const logged: Record<string, unknown>[] = [];
  const verification = fakeVerification();
  const given: Omit<ApiDeps, 'dispatch'> & { verification: VerificationClient } = {
    db,
    keys: createKeyRing(config.MASTER_KEYS),
    verification,
    objectStore: noStore,
    inspectPicture: async () => ({ accepted: false, refusal: 'PICTURE_CORRUPT' }),
    clock: () => new Date(time.now),
    publicUrl: 'https://verify.example',
    initialPolicy,
    allowLoopbackInTest: true,
    allowedWebhookCidrs: [],
    readiness: [],
    log: pino(
      { level: 'debug' },
      lineWriter((line) => logged.push(JSON.parse(line))),
    ),
    ...overrides,
  };
  const dispatcher = createDispatcher(given);
  const deps: ApiDeps = { ...given, dispatch: dispatcher.send };
  const server = createServer(createApp(deps).callback());
  const url = await listening(server);
  return {
    url,
    db,
    deps,
    verification,
    time,
    logged,
    send: (method, path, sending) => send(url, method, path, sending),
    newTenant: () => newTenant(db, time.now),
    newKey: (organizationId, kind, environment) => newKey(db, organizationId, kind, environment, time.now),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await dispatcher.idle();
      await db.destroy();
    },
  };
}

export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function send(
  url: string,
  method: string,
  path: string,
  { key, body, text, headers }: Sending = {},
): Promise<Answer> {
  const payload = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(payload !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(payload !== undefined && { body: payload }),
  });
  const answered = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') && answered !== '';
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(answered) : answered,
  };
}

function lineWriter(write: (line: string) => void): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      write(String(chunk));
      done();
    },
  });
}

async function newTenant(db: Knex, now: Date): Promise<TestTenant> {
  const organizationId = uuidv7();
  await insertOrganization(db, { id: organizationId, name: `Test ${organizationId}` }, now);
  const test = await newKey(db, organizationId, 'secret', 'test', now);
  const live = await newKey(db, organizationId, 'secret', 'live', now);
  return { organizationId, keys: { test: test.key, live: live.key } };
}

async function newKey(
  db: Knex,
  organizationId: string,
  kind: ApiKeyKind,
  environment: Environment,
  now: Date,
): Promise<{ id: string; key: string }> {
  const minted = mintApiKey(kind, environment);
  const id = uuidv7();
  await insertApiKey(db, { organizationId, environment }, { id, kind, label: 'test', minted }, now);
  return { id, key: minted.key };
}
