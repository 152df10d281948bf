import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Knex } from 'knex';
import { ExchangeError, type GuardedHttp } from '../adapters/guarded-http.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import type { Sealer } from '../crypto/seal.ts';
import { findSealers } from '../db/data-keys.ts';
import { findSession, lockSession, openWebhookSecret, type Session } from '../db/sessions.ts';
import { insertWebhookAttempt } from '../db/webhook-attempts.ts';
import {
  findWebhookEvent,
  findWebhookEventOf,
  hasLaterEvent,
  openBody,
  scheduleNextAttempt,
  type WebhookEvent,
} from '../db/webhook-events.ts';
import { errorCode } from '../domain/error-code.ts';
import type { Tenant } from '../domain/session.ts';
import {
  type AttemptOutcome,
  judgeAttempt,
  nextAttemptDelay,
  parseRetryAfter,
} from '../domain/webhook-schedule.ts';
import {
  type DeliveryFailure,
  type DeliveryResult,
  settleWebhook,
  settleWebhookAlone,
} from './settle-webhook.ts';
import { webhookHeaders } from './webhook-headers.ts';

export interface DeliverWebhookDeps {
  db: Knex;
  keys: KeyRing;
  http: GuardedHttp;
  /** Seconds before each attempt; as many entries as attempts. */
  schedule: readonly number[];
  /** Real time: attempts lie days apart within one activity. */
  clock: () => Date;
  /** Uniform in [0, 1). */
  random: () => number;
  /** Version of this installation, told to receivers. */
  version: string;
  /** Told of each attempt: the class of the answer (`2xx`), or the code of what went wrong. For metrics. */
  onAttempt?: (facts: { result: string; ms: number }) => void;
  /** Told of each event whose delivery ended. For metrics. */
  onSettled?: (facts: { state: string }) => void;
}

interface Delivery {
  event: WebhookEvent;
  session: Session;
  url: string;
}

interface Exchange {
  outcome: AttemptOutcome;
  retryAfterMs?: number | undefined;
  response: Uint8Array;
  startedAt: Date;
  durationMs: number;
  /** Of the session. */
  sealer: Sealer;
}

/** Over the whole exchange. */
const DEADLINE_MS = 15_000;
/** How long an attempt may be on its way, from the moment it is announced. */
const IN_FLIGHT_MS = DEADLINE_MS + 1_000;
const KEPT_RESPONSE_BYTES = 4 * 1024;
/** Clocks of processes differ a little: an attempt this early is on time. */
const EARLY_MS = 500;

/**
 * Makes the attempt of an event that is due, records it, and says through the failure's `nextRetryDelay` when the next
 * is. How many were made is counted in the rows, so that whoever calls this goes on where another stopped. An attempt
 * that was sent but could not be recorded is made again: a receiver may hear twice, never not at all.
 *
 * Returns once the event is settled. Failures hold codes only.
 */
export const deliverWebhook =
  (deps: DeliverWebhookDeps) =>
  async (input: Tenant & { eventId: string }): Promise<DeliveryResult> => {
    const result = await unlessBroken(async () => {
      const delivery = await prepare(deps, input);
      if (isFinal(delivery)) return delivery;
      const exchange = await send(deps, delivery);
      deps.onAttempt?.({ result: classOf(exchange.outcome), ms: exchange.durationMs });
      return record(deps, delivery, exchange);
    });
    if ('state' in result) {
      deps.onSettled?.({ state: result.state });
      return result;
    }
    throw ApplicationFailure.create({
      type: result.reason,
      message: result.reason,
      nextRetryDelay: result.waitMs,
      category: ApplicationFailureCategory.BENIGN,
    });
  };

const classOf = (outcome: AttemptOutcome) =>
  'errorCode' in outcome ? outcome.errorCode : `${Math.floor(outcome.statusCode / 100)}xx`;

/** The event waits for its next attempt. */
interface Waiting {
  reason: 'ATTEMPT_FAILED' | 'ATTEMPT_NOT_DUE' | 'EARLIER_EVENT_IN_FLIGHT';
  waitMs: number;
}

function isFinal(delivery: Delivery | DeliveryResult | Waiting): delivery is DeliveryResult | Waiting {
  return !('event' in delivery);
}

/** Messages of other rooms do not reach the history: they may quote what a row held. */
async function unlessBroken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error;
    throw ApplicationFailure.retryable('The delivery was interrupted', errorCode(error));
  }
}

async function prepare(
  deps: DeliverWebhookDeps,
  input: Tenant & { eventId: string },
): Promise<Delivery | DeliveryResult | Waiting> {
  const { db, schedule } = deps;
  const event = await findWebhookEvent(db, input, input.eventId);
  const session = event && (await findSession(db, event, event.sessionId));
  if (!session) throw ApplicationFailure.nonRetryable('WEBHOOK_EVENT_NOT_FOUND', 'WEBHOOK_EVENT_NOT_FOUND');
  const { attempts } = event;
  if (event.state !== 'pending') return { state: event.state, attempts };
  const now = deps.clock();
  const fail = (reason: DeliveryFailure) =>
    settleWebhookAlone(db, event, { state: 'failed', attempts, reason }, now);
  if (session.webhookUrl === null) return fail('NO_RECEIVER');
  if (attempts >= schedule.length) return fail('ATTEMPTS_EXHAUSTED');

  const waitMs = dueAt(event, schedule) - now.getTime();
  if (waitMs > EARLY_MS) return { reason: 'ATTEMPT_NOT_DUE', waitMs };
  const delivery = { event, session, url: session.webhookUrl };
  if (event.kind !== 'verification.completed') return delivery;
  return (await takeTurn(deps, event)) ?? delivery;
}

/** The first step of the schedule counts from the event, the others from the attempt before. */
function dueAt({ attempts, createdAt, nextAttemptAt }: WebhookEvent, schedule: readonly number[]): number {
  const first = attempts === 0 ? createdAt.getTime() + (schedule[0] ?? 0) * 1000 : 0;
  return Math.max(first, nextAttemptAt.getTime());
}

/**
 * Decisions of a session are told in their order: receivers believe the last one they got. Once a later one exists no
 * attempt of the earlier starts, and the later waits for an attempt of the earlier that may be on its way. Both look
 * under the session's lock, where events are made too, so neither can miss the other. Undefined: go.
 */
async function takeTurn(
  { db, clock }: DeliverWebhookDeps,
  event: WebhookEvent,
): Promise<DeliveryResult | Waiting | undefined> {
  return db.transaction(async (tx) => {
    await lockSession(tx, event);
    const now = clock();
    if (await hasLaterEvent(tx, event))
      return settleWebhook(tx, event, { state: 'superseded', attempts: event.attempts }, now);
    const earlier = await findWebhookEventOf(tx, event, event.kind, String(Number(event.subject) - 1));
    if (earlier?.state === 'pending') {
      const waitMs = earlier.nextAttemptAt.getTime() - now.getTime();
      // A longer wait is one between attempts, of which there will be no more.
      if (waitMs > 0 && waitMs <= IN_FLIGHT_MS) return { reason: 'EARLIER_EVENT_IN_FLIGHT', waitMs };
      await settleWebhook(tx, earlier, { state: 'superseded', attempts: earlier.attempts }, now);
    }
    await scheduleNextAttempt(tx, event, event.id, new Date(now.getTime() + IN_FLIGHT_MS));
    return undefined;
  });
}

async function send(deps: DeliverWebhookDeps, { event, session, url }: Delivery): Promise<Exchange> {
  const { db, keys, http, clock, version } = deps;
  const startedAt = clock();
  const sealers = await findSealers(db, event, keys);
  const sealer = sealers.session;
  const body = openBody(event, sealer);
  const secret = openWebhookSecret(session, sealers.organization);
  const headers = webhookHeaders({
    eventId: event.id,
    body,
    secret,
    attempt: event.attempts + 1,
    now: startedAt,
    version,
  });
  const started = performance.now();
  try {
    const answer = await http.post({
      url,
      headers,
      body,
      environment: event.environment,
      deadlineMs: DEADLINE_MS,
      maxResponseBytes: KEPT_RESPONSE_BYTES,
    });
    return {
      outcome: { statusCode: answer.statusCode },
      retryAfterMs: parseRetryAfter(answer.retryAfter, clock()),
      response: answer.body,
      startedAt,
      durationMs: answer.durationMs,
      sealer,
    };
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    const durationMs = performance.now() - started;
    return { outcome: { errorCode: error.code }, response: new Uint8Array(), startedAt, durationMs, sealer };
  }
}

async function record(
  { db, schedule, clock, random }: DeliverWebhookDeps,
  { event }: Delivery,
  exchange: Exchange,
): Promise<DeliveryResult | Waiting> {
  const { outcome, retryAfterMs, response, startedAt, durationMs, sealer } = exchange;
  return db.transaction(async (tx) => {
    await lockSession(tx, event);
    const attempts = await insertWebhookAttempt(
      tx,
      event,
      {
        eventId: event.id,
        statusCode: 'statusCode' in outcome ? outcome.statusCode : null,
        errorCode: 'errorCode' in outcome ? outcome.errorCode : null,
        durationMs,
        startedAt,
        response,
      },
      sealer,
    );
    const now = clock();
    const verdict = judgeAttempt(outcome);
    if (verdict === 'delivered') return settleWebhook(tx, event, { state: 'delivered', attempts }, now);
    if (verdict === 'gone')
      return settleWebhook(tx, event, { state: 'failed', attempts, reason: 'RECEIVER_GONE' }, now);
    if (event.kind === 'verification.completed' && (await hasLaterEvent(tx, event))) {
      return settleWebhook(tx, event, { state: 'superseded', attempts }, now);
    }
    const waitMs = nextAttemptDelay({ schedule, attemptsMade: attempts, retryAfterMs, random });
    if (waitMs === undefined)
      return settleWebhook(tx, event, { state: 'failed', attempts, reason: 'ATTEMPTS_EXHAUSTED' }, now);
    await scheduleNextAttempt(tx, event, event.id, new Date(now.getTime() + waitMs));
    return { reason: 'ATTEMPT_FAILED', waitMs };
  });
}
