import type Router from '@koa/router';
import { documents } from '../../contract/documents.ts';
import type { ApiDeps } from '../deps.ts';
import { openForm, viewExamination } from '../document-view.ts';
import { mountRoute } from '../route.ts';
import type { ApiState } from '../state.ts';

/** Pictures are personal: whatever opens them may do nothing else with them. */
const fileHeaders = (name: string) => ({
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Content-Disposition': `inline; filename="${name}"`,
});

export function documentRoutes(router: Router<ApiState>, deps: ApiDeps): void {
  mountRoute(router, deps, documents.examination, async ({ principal, params }) => ({
    body: await viewExamination(deps, principal, params.documentId),
  }));

  mountRoute(router, deps, documents.heatmap, async ({ principal, params }) => ({
    body: await openForm(deps, principal, params.documentId, 'heatmap'),
    headers: fileHeaders('heatmap.png'),
  }));

  mountRoute(router, deps, documents.portrait, async ({ principal, params }) => ({
    body: await openForm(deps, principal, params.documentId, 'portrait'),
    headers: fileHeaders('portrait.jpg'),
  }));

  mountRoute(router, deps, documents.picture, async ({ principal, params }) => ({
    body: await openForm(deps, principal, params.documentId, 'display'),
    headers: fileHeaders('picture.jpg'),
  }));
}
