import { createServer, type Server } from 'node:http';
import { checkReadiness, type ReadinessCheck } from './api/readiness.ts';

export interface MetricsPage {
  contentType: string;
  text: () => Promise<string>;
}

interface Page {
  status: number;
  contentType: string;
  body: string;
}

const json = (status: number, body: object): Page => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
});

/**
 * The addresses by which a process is watched from within: `/livez` says that it answers, `/readyz` which part is
 * missing, by name, and `/metrics` counts and times for Prometheus. They are for the network of the installation.
 */
export function createHealthServer(checks: readonly ReadinessCheck[], metrics?: MetricsPage): Server {
  const pages: Record<string, () => Promise<Page>> = {
    '/livez': async () => json(200, { ok: true }),
    '/readyz': async () => {
      const { ready, missing } = await checkReadiness(checks);
      return json(ready ? 200 : 503, { ok: ready, missing });
    },
    ...(metrics && {
      '/metrics': async () => ({
        status: 200,
        contentType: metrics.contentType,
        body: await metrics.text(),
      }),
    }),
  };
  const none = async () => json(404, { ok: false, code: 'ROUTE_NOT_FOUND' });
  return createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    (page ?? none)()
      .catch(() => json(500, { ok: false, code: 'INTERNAL_ERROR' }))
      .then(({ status, contentType, body }) => {
        response.writeHead(status, { 'content-type': contentType }).end(body);
      });
  });
}
