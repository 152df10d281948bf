import { createServer, type Server } from 'node:http';
import { findAsset } from '../../src/web/hosted/assets.ts';
import { renderHostedPage } from '../../src/web/hosted/render.tsx';
import { HOSTED_PAGE_SAMPLES } from './hosted-page-samples.ts';
import { listening } from './test-api.ts';

/** A grey picture of one pixel, where a page shows an uploaded one. */
const PICTURE = Buffer.from('R0lGODlhAQABAIAAAICAgP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

/** Serves every sample page at `/<name>`, with the real stylesheet and script. */
export async function startSampleServer(): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://sample');
    const asset = findAsset(pathname);
    const page = HOSTED_PAGE_SAMPLES[pathname.slice(1)];
    if (asset) response.setHeader('content-type', asset.contentType).end(asset.bytes);
    else if (pathname.endsWith('/picture')) response.setHeader('content-type', 'image/gif').end(PICTURE);
    else if (page) response.setHeader('content-type', 'text/html; charset=utf-8').end(renderHostedPage(page));
    else response.writeHead(404).end();
  });
  const url = await listening(server);
  return {
    url,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
