import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import { hostedPaths } from '../../contract/hosted.ts';
import type { ApiDeps } from '../deps.ts';
import { errorFields } from '../error-fields.ts';
import { ApiError } from '../errors.ts';
import { exchange, showStart } from '../hosted/enter.ts';
import { seeOther } from '../hosted/go-on.ts';
import { showHelp, showPrivacy } from '../hosted/notices.ts';
import { goBack, showStatus } from '../hosted/outcome.ts';
import { showPicture, takePicture } from '../hosted/pictures.ts';
import { problemPage } from '../hosted/problem-page.ts';
import { isSameSite } from '../hosted/same-site.ts';
import { showPage } from '../hosted/show-page.ts';
import * as steps from '../hosted/steps.ts';
import { createUploadGate } from '../hosted/upload-gate.ts';
import { openVisit, type Visit, wantsJson } from '../hosted/visit.ts';
import type { ApiState } from '../state.ts';
import { assetRoutes } from './assets.ts';

/** Uploads in memory at one moment: at most this many times 15 MB, and as much again while one is sealed. */
const UPLOADS_AT_ONCE = 12;

type Handle = (visit: Visit) => Promise<void>;

/** The pages of the hosted flow. Forms work without scripts; a program that asks for JSON gets the state instead. */
export function hostedRoutes(router: Router<ApiState>, deps: ApiDeps): void {
  const basePath = new URL(deps.publicUrl).pathname.replace(/\/+$/, '');
  const patterns = hostedPaths(':sessionId');
  const gate = createUploadGate(UPLOADS_AT_ONCE);
  assetRoutes(router);
  const serve = (handle: Handle) => async (ctx: RouterContext<ApiState>) => {
    const visit = openVisit(ctx, { ...deps, basePath });
    ctx.vary('Accept');
    await answer(visit, handle);
  };
  const get = (pattern: string, handle: Handle) => router.get(pattern, serve(handle));
  const post = (pattern: string, handle: Handle) => router.post(pattern, serve(ownPagesOnly(handle)));

  get(patterns.start, showStart);
  post(patterns.exchange, exchange);
  get(patterns.document, steps.showDocument);
  post(patterns.document, steps.takeDocumentChoice);
  get(patterns.capture(':slot'), steps.showCapture);
  post(patterns.documents, (visit) => takePicture(visit, gate));
  get(patterns.picture(':documentId'), showPicture);
  get(patterns.selfie, steps.showSelfie);
  post(patterns.selfie, steps.takeSelfieAnswer);
  get(patterns.check, steps.showCheck);
  post(patterns.submit, steps.submit);
  get(patterns.status, showStatus);
  get(patterns.return, goBack);
  get(patterns.cancel, steps.showCancel);
  post(patterns.cancel, steps.cancel);
  get(patterns.privacy, showPrivacy);
  get(patterns.help, showHelp);
  // A page that answers a POST stays in the address bar; reloading it goes on instead of nowhere.
  for (const path of [patterns.exchange, patterns.documents, patterns.submit]) get(path, goToStart);
  get(`${patterns.start}/*rest`, async () => {
    throw new ApiError('ROUTE_NOT_FOUND');
  });
}

const goToStart: Handle = async (visit) => seeOther(visit, visit.paths.start);

function ownPagesOnly(handle: Handle): Handle {
  return async (visit) => {
    if (!isSameSite(visit.ctx.headers, visit.deps.publicUrl)) throw new ApiError('CROSS_SITE_REQUEST');
    await handle(visit);
  };
}

/** Tells an end-user of an error on a page; a program hears it as everywhere in the API. */
async function answer(visit: Visit, handle: Handle): Promise<void> {
  try {
    await handle(visit);
  } catch (raised) {
    if (wantsJson(visit)) throw raised;
    const error = raised instanceof ApiError ? raised : new ApiError('INTERNAL_ERROR');
    const { ctx, deps } = visit;
    if (error !== raised) {
      deps.log.error({ code: error.code, requestId: ctx.state.requestId, ...errorFields(raised) });
    }
    ctx.set(error.details.headers ?? {});
    showPage(visit, problemPage(visit, error), error.status);
  }
}
