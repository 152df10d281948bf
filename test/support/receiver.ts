import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export type Reply = (response: ServerResponse, received: Received) => void | Promise<void>;

export const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Reply =>
  (response) => {
    response.writeHead(code, headers).end(body);
  };

export interface Receiver {
  url: string;
  received: Received[];
  /** What is answered next, in this order; 200 once there is none left. */
  replies: Reply[];
  close(): Promise<void>;
}

/** A tenant's webhook endpoint that keeps what it hears and answers as it is told. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const replies: Reply[] = [];
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    const heard = { headers: message.headers, body: Buffer.concat(chunks) };
    received.push(heard);
    await (replies.shift() ?? status(200))(response, heard);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/kyc`,
    received,
    replies,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
