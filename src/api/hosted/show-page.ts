import { phaseAt } from '../../domain/session.ts';
import type { Frame, FrameLinks, PageContent } from '../../web/hosted/page.ts';
import { renderHostedPage } from '../../web/hosted/render.tsx';
import { pageHeaders } from './page-headers.ts';
import type { Visit } from './visit.ts';

/** Answers with a page in the tenant's frame. */
export function showPage(visit: Visit, content: PageContent, status = 200): void {
  const { ctx, deps, known } = visit;
  const html = renderHostedPage({ ...frameOf(visit), ...content });
  ctx.set(pageHeaders(deps.publicUrl, known?.session.returnUrl ?? null));
  ctx.status = status;
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = html;
}

/** Nothing of a tenant is shown to who has neither a link nor a connected device. */
function frameOf({ known, paths, deps: { basePath }, now }: Visit): Frame {
  const { privacy, help, start, cancel } = paths;
  if (!known) return { tenantName: null, environment: null, basePath, links: { privacy, help } };
  const { session, byDevice } = known;
  const phase = phaseAt(session, now);
  const isOpen = phase === 'created' || phase === 'capturing';
  const ofDevice: FrameLinks = { start, privacy, help, ...(isOpen && { cancel }) };
  const links = byDevice ? ofDevice : { privacy, help, apart: true };
  return { tenantName: session.tenantName, environment: session.environment, basePath, links };
}
