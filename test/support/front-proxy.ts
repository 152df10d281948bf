import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands before the API processes: asks each whether it is ready and sends requests to those that are. */
export interface FrontProxy {
  url: string;
  /** Requests that did not get the answer of an API process, by what went wrong. */
  failures: string[];
  /** Answers passed on, by status. */
  answers: Map<number, number>;
  sendTo(origins: readonly string[]): void;
  close(): Promise<void>;
}

const ASK_EVERY_MS = 50;
/** Who does not say in this time that it is ready is taken for one that is not. */
const ASK_WITHIN_MS = 300;
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding'];

/** Repeats nothing: what one process fails is a failure. */
export async function startFrontProxy(): Promise<FrontProxy> {
  const agent = new Agent({ keepAlive: true });
  const failures: string[] = [];
  const answers = new Map<number, number>();
  const ready = new Set<string>();
  let origins: readonly string[] = [];
  let turn = 0;
  let watching = true;

  const watch = async () => {
    while (watching) {
      await Promise.all(
        origins.map(async (origin) => {
          if (await isReady(origin)) ready.add(origin);
          else ready.delete(origin);
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  };

  const pick = async (): Promise<string | undefined> => {
    const deadline = performance.now() + 10_000;
    while (ready.size === 0 && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    turn += 1;
    return [...ready][turn % ready.size];
  };

  const forward = async (incoming: IncomingMessage, response: ServerResponse) => {
    const origin = await pick();
    if (!origin) return fail(response, 'nobody is ready');
    const headers = { ...incoming.headers };
    delete headers.connection;
    const upstream = send(origin + (incoming.url ?? '/'), { method: incoming.method, headers, agent });
    upstream.once('response', (answer) => {
      answers.set(answer.statusCode ?? 0, (answers.get(answer.statusCode ?? 0) ?? 0) + 1);
      const passed = Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.includes(name));
      response.writeHead(answer.statusCode ?? 502, Object.fromEntries(passed));
      answer.once('error', () => fail(response, `${incoming.method} ${incoming.url}: broke off`));
      answer.pipe(response);
    });
    upstream.once('error', (error: NodeJS.ErrnoException) =>
      fail(response, `${incoming.method} ${incoming.url}: ${error.code}`),
    );
    incoming.pipe(upstream);
  };

  const fail = (response: ServerResponse, why: string) => {
    failures.push(why.replace(/\?.*?(?=:|$)/, ''));
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end();
  };

  const server = createServer((incoming, response) => void forward(incoming, response));
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const watched = watch();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failures,
    answers,
    sendTo: (given) => {
      origins = given;
    },
    async close() {
      watching = false;
      await watched;
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function isReady(origin: string): Promise<boolean> {
  try {
    const response = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(ASK_WITHIN_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Away, or too late: not ready.
    return false;
  }
}
