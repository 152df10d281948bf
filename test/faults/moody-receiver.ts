import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WEBHOOK_SECRET } from './visitor.ts';

/** A request as the receiver saw it. */
export interface Hearing {
  /** Of the address that was called. */
  path: string;
  sessionId: string;
  /** `extraction passport`, `extraction proof_of_address` or `completed`. */
  what: string;
  reviewStatus: string | undefined;
  sequence: number;
  eventId: string;
  attempt: number;
  body: Buffer;
  isSigned: boolean;
}

/** What the receiver does with a request. Only those that are `taken` count as received. */
export type Mood =
  | { does: 'answer'; status: number; headers?: Record<string, string>; taken: boolean }
  | { does: 'reset'; when: 'before reading'; taken: false }
  | { does: 'reset'; when: 'after reading'; taken: boolean }
  | { does: 'hang'; taken: false }
  /** 200, and a body without an end: as fast as it is read, or a byte now and then. */
  | { does: 'pour'; everyMs: number; taken: boolean };

export const OK: Mood = { does: 'answer', status: 200, taken: true };
export const ERROR: Mood = { does: 'answer', status: 500, taken: false };

/** Chooses the mood. Called before the request was read with what its headers say, and again with the whole. */
export type Temper = (hearing: Hearing) => Mood;

export interface MoodyReceiver {
  url: string;
  /** Everything that was read whole, in its order. */
  heard: Hearing[];
  /** What the receiver took, as `<session> <what>`, in its order. */
  taken: string[];
  close(): Promise<void>;
}

/** A tenant's endpoint with moods. `refusesToRead` is asked first: true resets the connection with the body unread. */
export async function startMoodyReceiver(
  temper: Temper,
  refusesToRead: (headers: IncomingMessage['headers'], path: string) => boolean = () => false,
): Promise<MoodyReceiver> {
  const heard: Hearing[] = [];
  const taken: string[] = [];
  const server = createServer(async (request, response) => {
    if (refusesToRead(request.headers, request.url ?? '')) {
      request.socket.resetAndDestroy();
      return;
    }
    const hearing = await hear(request).catch(() => undefined);
    // The sender hung up in the middle: it was killed, and will come again.
    if (!hearing) return;
    heard.push(hearing);
    const mood = temper(hearing);
    if (mood.taken) taken.push(`${hearing.sessionId} ${hearing.what}`);
    react(mood, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    heard,
    taken,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function hear(request: IncomingMessage): Promise<Hearing> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const event = JSON.parse(body.toString('utf8'));
  const { headers } = request;
  return {
    path: request.url ?? '',
    sessionId: event.verificationSessionId,
    what: event.document ? `extraction ${event.document.kind}` : 'completed',
    reviewStatus: event.reviewStatus,
    sequence: event.sequence,
    eventId: String(headers['webhook-id']),
    attempt: Number(headers['x-verification-attempt']),
    body,
    isSigned:
      headers['x-verification-signature'] === createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex'),
  };
}

function react(mood: Mood, request: IncomingMessage, response: ServerResponse): void {
  switch (mood.does) {
    case 'answer':
      response.writeHead(mood.status, mood.headers).end();
      return;
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'pour':
      pour(response, mood.everyMs);
  }
}

function pour(response: ServerResponse, everyMs: number): void {
  response.writeHead(200, { 'content-type': 'text/plain' });
  const drop = everyMs === 0 ? Buffer.alloc(64 * 1024, 'x') : 'x';
  const go = () => {
    if (response.destroyed) return;
    const isReadyForMore = response.write(drop);
    if (everyMs > 0) setTimeout(go, everyMs);
    else if (isReadyForMore) setImmediate(go);
    else response.once('drain', go);
  };
  go();
}
