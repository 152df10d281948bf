import { setTimeout as sleep } from 'node:timers/promises';
import { createGuardedHttp } from '../../src/adapters/guarded-http.ts';
import { hostedPaths } from '../../src/contract/hosted.ts';
import { findSessionSealer } from '../../src/db/data-keys.ts';
import type { OutboxRow } from '../../src/db/outbox.ts';
import { listSessionEvents } from '../../src/db/session-events.ts';
import { findSession, type Session } from '../../src/db/sessions.ts';
import { listWebhookEvents, openBody } from '../../src/db/webhook-events.ts';
import type { SlotName } from '../../src/domain/document.ts';
import type { SessionRef } from '../../src/domain/session.ts';
import { createVerificationClient, type VerificationClient } from '../../src/relay/verification-client.ts';
import { bundleWorkflows } from '../../src/workflow-bundle.ts';
import { verificationId } from '../../src/workflows/messages.ts';
import { realObjectStore } from '../support/activity-bench.ts';
import { agreeingReading, createFakeVision } from '../support/fake-vision.ts';
import {
  chooses,
  connected,
  type HostedSession,
  inspectByWord,
  pictureForm,
  type Visitor,
} from '../support/hosted-visitor.ts';
import { openOwnTemporal } from '../support/own-temporal.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startSessionWorkers } from '../support/session-workers.ts';
import { testConfig } from '../support/stack.ts';
import { startTestApi, type TestApi } from '../support/test-api.ts';
import { until } from '../support/until.ts';

/** `ok`, or the code with which an act was refused. */
export type Outcome = string;

export interface LiveSession extends HostedSession {
  ref: SessionRef;
  device(): Promise<Visitor>;
  /** What a picture shows is told by its words: `surname=Larsson`, and `hold=x` for one that is slow to read. */
  upload(device: Visitor, slot: SlotName, words: string): Promise<Outcome>;
  submit(device: Visitor): Promise<Outcome>;
  cancel(): Promise<Outcome>;
  review(decision: 'approve' | 'reject'): Promise<Outcome>;
  read(): Promise<Session>;
  /** Types of the timeline in their order, whose numbers were found to have no gap. */
  timeline(): Promise<string[]>;
  /** Bodies of all events in their order, whose numbers were found to have no gap. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever JSON was frozen
  events(): Promise<any[]>;
  /** Resolves when the workflow has ended. */
  ended(): Promise<void>;
  /** The same, and every event was delivered or overtaken. */
  over(): Promise<void>;
  untilDecided(): Promise<void>;
  /** What its workflow is doing. */
  untilWaitingFor(what: string): Promise<void>;
}

/** Sessions over the real API, workflow and steps. Only pixels are stood for, so that a test can hold them. */
export async function openLiveSessions() {
  const temporal = await openOwnTemporal(testConfig());
  const receiver = await startReceiver();
  const readings = createHolds();
  const vision = createFakeVision({
    read: async (bytes, what, { signal } = {}) => {
      const words = Buffer.from(bytes).toString('utf8');
      await readings.pass(/hold=(\S+)/.exec(words)?.[1], signal);
      return agreeingReading(what, /surname=(\w+)/.exec(words)?.[1]);
    },
  });
  const client = createVerificationClient(temporal.client);
  const late = createLateStarts(client);
  /** Real time, and how far the API's clock is behind it. */
  const time = { behindMs: 0 };
  const objectStore = realObjectStore();
  const api = await startTestApi({
    verification: { ...client, deliver: late.deliver },
    inspectPicture: inspectByWord,
    objectStore,
    clock: () => new Date(Date.now() - time.behindMs),
  });
  const workers = await startSessionWorkers(temporal.worker, await bundleWorkflows(), {
    db: api.db,
    keys: api.deps.keys,
    objectStore,
    vision,
    publicUrl: api.deps.publicUrl,
    http: createGuardedHttp({ allowedCidrs: [], allowLoopbackInTest: true }),
    schedule: [0, 0.2, 0.2, 0.2],
    clock: () => new Date(),
    random: Math.random,
  });
  const newSession = async ({ startsLate = false } = {}): Promise<LiveSession> => {
    const { organizationId, keys } = await api.newTenant();
    if (startsLate) late.hold(organizationId);
    const body = { webhookUrl: receiver.url, returnUrl: 'https://tenant.example/done' };
    const { body: created } = await api.send('POST', '/api/verification/sessions', { key: keys.test, body });
    const { pathname, search } = new URL(created.hostedUrl);
    const { sessionId, token } = created;
    const hosted = { sessionId, organizationId, token, link: pathname + search, key: keys.test };
    return liveSession(api, temporal.client, { ...hosted, paths: hostedPaths(sessionId) });
  };
  return {
    api,
    receiver,
    time,
    readings,
    newSession,
    /** Starts the workflow of a session that was made with `startsLate`, and lets its time end then. */
    async startWithEnd({ ref }: LiveSession, endsAt: Date): Promise<void> {
      await api.db('verification_sessions').where({ id: ref.sessionId }).update({ expires_at: endsAt });
      await late.start(ref.organizationId, endsAt);
    },
    async close() {
      readings.releaseAll();
      await workers.stop();
      await receiver.close();
      await api.close();
      await temporal.close();
    },
  };
}
export type LiveSessions = Awaited<ReturnType<typeof openLiveSessions>>;

/** Places where something waits until a test lets it go on. */
function createHolds() {
  const released = new Set<string>();
  const reached = new Set<string>();
  const stirred = new EventTarget();
  let open = false;
  return {
    async pass(name: string | undefined, signal: AbortSignal | undefined): Promise<void> {
      if (name === undefined) return;
      reached.add(name);
      while (!released.has(name) && !open) {
        signal?.throwIfAborted();
        await new Promise((resolve) => {
          stirred.addEventListener('release', resolve, { once: true });
          signal?.addEventListener('abort', resolve, { once: true });
        });
      }
    },
    release(name: string): void {
      released.add(name);
      stirred.dispatchEvent(new Event('release'));
    },
    releaseAll(): void {
      open = true;
      stirred.dispatchEvent(new Event('release'));
    },
    untilReached: (name: string) => until(`${name} is reached`, () => reached.has(name)),
  };
}

/** Keeps what workflows of an organization would be told, until a test lets them start. */
function createLateStarts(client: VerificationClient) {
  const kept = new Map<string, OutboxRow[]>();
  return {
    hold: (organizationId: string) => void kept.set(organizationId, []),
    deliver: async (row: OutboxRow) => {
      const rows = kept.get(row.organizationId);
      if (!rows) return client.deliver(row);
      rows.push(row);
      return 'delivered' as const;
    },
    async start(organizationId: string, expiresAt: Date): Promise<void> {
      const rows = kept.get(organizationId) ?? [];
      kept.delete(organizationId);
      for (const row of rows) await client.deliver({ ...row, expiresAt });
    },
  };
}

const PATH = '/api/verification/sessions';
const json = { accept: 'application/json' };

function liveSession(
  api: TestApi,
  temporal: Awaited<ReturnType<typeof openOwnTemporal>>['client'],
  hosted: HostedSession,
): LiveSession {
  const { sessionId, organizationId, key, paths } = hosted;
  const ref: SessionRef = { organizationId, environment: 'test', sessionId };
  const ask = (suffix: string, body?: object) =>
    api.send('POST', `${PATH}/${sessionId}/${suffix}`, { key, ...(body && { body }) });
  const outcome = (status: number, body: { code?: string }) =>
    status < 300 ? 'ok' : (body.code ?? `${status}`);
  const read = async () => {
    const session = await findSession(api.db, ref, sessionId);
    if (!session) throw new Error('The session is not there');
    return session;
  };
  const isRunning = async () => {
    const { status } = await temporal.workflow.getHandle(verificationId(sessionId)).describe();
    return status.name === 'RUNNING';
  };
  const ended = () => until('the workflow has ended', async () => !(await isRunning()));
  return {
    ...hosted,
    ref,
    device: async () => {
      const device = await connected(api, hosted);
      await chooses(device, hosted, 'passport');
      return device;
    },
    upload: async (device, slot, words) => {
      for (let tries = 1; ; tries += 1) {
        const asking = { headers: json, multipart: pictureForm(slot, `${slot} ${words}`) };
        const { status, html } = await device.post(paths.documents, asking);
        const told = outcome(status, JSON.parse(html));
        // A few uploads at a time are taken; the others are asked to come again.
        if (told !== 'BUSY' || tries === 100) return told;
        await sleep(20);
      }
    },
    submit: async (device) => {
      const { status, html } = await device.post(paths.submit, { headers: json });
      return outcome(status, JSON.parse(html));
    },
    cancel: async () => {
      const { status, body } = await ask('cancel');
      return outcome(status, body);
    },
    review: async (decision) => {
      const { status, body } = await ask('review', { decision });
      return outcome(status, body);
    },
    read,
    timeline: async () => {
      const events = await listSessionEvents(api.db, ref);
      assertCounted(events);
      return events.map(({ type }) => type);
    },
    events: async () => {
      const events = await listWebhookEvents(api.db, ref);
      assertCounted(events);
      const sealer = await findSessionSealer(api.db, ref, api.deps.keys);
      return events.map((event) => JSON.parse(openBody(event, sealer).toString('utf8')));
    },
    ended,
    over: async () => {
      await ended();
      await until('every event is settled', async () =>
        (await listWebhookEvents(api.db, ref)).every(({ state }) => state !== 'pending'),
      );
    },
    untilDecided: () => until('the session is decided', async () => (await read()).reviewStatus !== 'none'),
    untilWaitingFor: (what) =>
      until(`it waits for ${what}`, async () => {
        const { body } = await api.send('GET', `${PATH}/${sessionId}/progress`, { key });
        return body.source === 'workflow' && body.waitingFor === what;
      }),
  };
}

function assertCounted(events: readonly { sequence: number }[]): void {
  const numbers = events.map(({ sequence }) => sequence);
  if (numbers.some((sequence, index) => sequence !== index + 1)) {
    throw new Error(`The numbers have a gap or a double: ${numbers.join()}`);
  }
}

/** The last decision that a receiver was told of a session. */
export function lastTold({ received }: Receiver, sessionId: string): string | undefined {
  return received
    .map(({ body }) => JSON.parse(body.toString('utf8')))
    .filter((event) => event.verificationSessionId === sessionId && event.event === 'verification.completed')
    .at(-1)?.reviewStatus;
}
