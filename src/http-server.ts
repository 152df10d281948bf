import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** 15 MB over a slow mobile line take minutes; headers do not. */
const LIMITS = {
  headersTimeout: 15_000,
  requestTimeout: 180_000,
  /** Longer than a proxy keeps its idle connections (60 s is usual), so that it is the proxy who closes them. */
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
};
/** How long requests are still taken after the stop was asked for, so that keep-alive callers learn of it by an answer. */
const MAX_DRAIN_MS = 500;
const IDLE_CHECK_MS = 50;

export interface HttpServer {
  /** As {@link listen}. */
  listen(port: number, host: string): Promise<number>;
  /** False from the moment when {@link HttpServer.stop} was called. */
  isStaying(): boolean;
  /**
   * Ends the server and fails no request: each answer says that the connection closes, then nothing new is
   * accepted, and what is under way may end within `graceMs`. Resolves with the number of connections that were cut.
   */
  stop(graceMs: number): Promise<number>;
}

export function createHttpServer(handler: RequestListener): HttpServer {
  const underWay = new Set<ServerResponse>();
  let staying = true;
  const server = createServer(LIMITS, (request, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    if (!staying) response.setHeader('Connection', 'close');
    handler(request, response);
  });
  return {
    listen: (port, host) => listen(server, port, host),
    isStaying: () => staying,
    async stop(graceMs) {
      const deadline = performance.now() + graceMs;
      staying = false;
      for (const response of underWay) if (!response.headersSent) response.setHeader('Connection', 'close');
      await sleep(Math.min(MAX_DRAIN_MS, graceMs / 4));
      const closed = close(server);
      while (underWay.size > 0 && performance.now() < deadline) {
        server.closeIdleConnections();
        await sleep(IDLE_CHECK_MS);
      }
      const cut = underWay.size;
      server.closeAllConnections();
      await closed;
      return cut;
    },
  };
}

/** Resolves with the port: the one asked for, or a free one for 0. Rejects where it is taken. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}
