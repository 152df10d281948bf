import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An event as a tenant's backend sees it. */
export interface ReceivedEvent {
  event: string;
  sequence: number;
  verificationSessionId: string;
  reviewStatus?: string;
  document?: { kind: string; side: string; status: string };
}

export interface Receiver {
  url: string;
  events: ReceivedEvent[];
  /** Requests whose signature was not that of their bytes. */
  refused: number;
  /** Resolves when so many events of a session have come. */
  until(sessionId: string, count: number): Promise<ReceivedEvent[]>;
  close(): void;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** As every receiver should: compare in constant time with the HMAC of the exact bytes, and only then parse. */
function isSigned(request: IncomingMessage, body: Buffer, secret: string): boolean {
  const expected = Buffer.from(createHmac('sha256', secret).update(body).digest('hex'));
  const received = Buffer.from(String(request.headers['x-verification-signature'] ?? ''));
  return received.length === expected.length && timingSafeEqual(received, expected);
}

/** A tenant's webhook endpoint on a free port of this machine. */
export async function startReceiver(
  secret: string,
  onEvent: (event: ReceivedEvent) => void,
): Promise<Receiver> {
  const arrivals = new EventTarget();
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    if (!isSigned(request, body, secret)) {
      receiver.refused += 1;
      response.writeHead(401).end();
      return;
    }
    const event: ReceivedEvent = JSON.parse(body.toString('utf8'));
    receiver.events.push(event);
    onEvent(event);
    response.writeHead(200).end('ok');
    arrivals.dispatchEvent(new Event('event'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const of = (sessionId: string) =>
    receiver.events.filter((event) => event.verificationSessionId === sessionId);
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    events: [],
    refused: 0,
    until: async (sessionId, count) => {
      while (of(sessionId).length < count) await once(arrivals, 'event');
      return of(sessionId);
    },
    close: () => server.close(),
  };
  return receiver;
}
