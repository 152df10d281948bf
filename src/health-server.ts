import { createServer, type Server } from 'node:http';
import { answersInTime, type ReadinessCheck } from './api/readiness.ts';

/** Names of the parts that do not answer. */
async function findMissing(checks: readonly ReadinessCheck[]): Promise<string[]> {
  const answers = await Promise.all(checks.map(answersInTime));
  return checks.flatMap(({ name }, index) => (answers[index] ? [] : [name]));
}

/**
 * The two addresses by which a worker is watched: `/livez` says that the process answers, `/readyz` which part is
 * missing, by name.
 */
export function createHealthServer(checks: readonly ReadinessCheck[]): Server {
  return createServer((request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.url === '/livez') return answer(200, { ok: true });
    if (request.url !== '/readyz') return answer(404, { ok: false, code: 'ROUTE_NOT_FOUND' });
    findMissing(checks).then(
      (missing) => answer(missing.length === 0 ? 200 : 503, { ok: missing.length === 0, missing }),
      () => answer(500, { ok: false, code: 'INTERNAL_ERROR' }),
    );
  });
}
