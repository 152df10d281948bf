import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

const HOST = '127.0.0.1';

/** Tells whether a port of the loopback address is free. */
export type PortProbe = (port: number) => Promise<boolean>;

/** Both are asked: binding misses a listener on all addresses on some systems, connecting misses a full one. */
export const isPortFree: PortProbe = async (port) => (await canBind(port)) && !(await answers(port));

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: HOST, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: HOST });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

/** Gives out ports, none twice. */
export interface Ports {
  /** The preferred port, or the next free one after it. */
  next(preferred: number): Promise<number>;
  /** A free port that nothing prefers. */
  any(): Promise<number>;
}

/** Below 32768, where Linux begins to lend ports to outgoing connections: a server that is down for a moment keeps its port. */
const ANY_FROM = 15_000;
const ANY_TO = 32_000;

export function createPorts(
  isFree: PortProbe = isPortFree,
  random: (from: number, to: number) => number = randomInt,
): Ports {
  const given = new Set<number>();
  const take = async (port: number) => {
    if (given.has(port)) return false;
    // Marked before it is probed, so that a second caller does not probe it meanwhile.
    given.add(port);
    if (await isFree(port)) return true;
    given.delete(port);
    return false;
  };
  return {
    async next(preferred) {
      for (let port = preferred; port <= Math.min(preferred + 500, 65_535); port += 1) {
        if (await take(port)) return port;
      }
      throw new Error(`No free port from ${preferred} on.`);
    },
    async any() {
      for (let attempt = 0; attempt < 500; attempt += 1) {
        const port = random(ANY_FROM, ANY_TO);
        if (await take(port)) return port;
      }
      throw new Error(`No free port between ${ANY_FROM} and ${ANY_TO}.`);
    },
  };
}
