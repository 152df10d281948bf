import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A tenant's webhook endpoint that takes everything at once and remembers what was decided. */
export interface BenchReceiver {
  url: string;
  /** Resolves with the id of the event that told the session's decision. */
  decided(sessionId: string): Promise<string>;
  close(): void;
}

export async function startBenchReceiver(): Promise<BenchReceiver> {
  const waiting = new Map<string, (eventId: string) => void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.writeHead(200).end();
    const { event, verificationSessionId } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (event !== 'verification.completed') return;
    waiting.get(verificationSessionId)?.(String(request.headers['webhook-id']));
    waiting.delete(verificationSessionId);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    decided: (sessionId) => new Promise((resolve) => waiting.set(sessionId, resolve)),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
