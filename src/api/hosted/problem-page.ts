import type { ErrorCode } from '../../contract/errors.ts';
import type { PageContent } from '../../web/hosted/page.ts';
import type { ApiError } from '../errors.ts';
import { wayBack } from './outcome-page.ts';
import type { Visit } from './visit.ts';

type WayOnLabel = 'goOn' | 'tryAgain' | 'seeStatus';

/** The page that tells an end-user of an error: what happened and what to do. */
export function problemPage(visit: Visit, { code, status }: ApiError): PageContent {
  if (code === 'SESSION_NOT_FOUND') return { page: 'linkNotValid' };
  if (code === 'DEVICE_UNKNOWN') return { page: 'deviceUnknown' };
  if (code === 'SESSION_EXPIRED') return { page: 'expired', ...wayBack(visit) };
  if (code === 'SESSION_CANCELED') return { page: 'canceled', ...wayBack(visit) };
  const wayOn = visit.known?.byDevice !== false && { wayOn: wayOnFrom(visit, code, status) };
  return { page: 'problem', code, reference: visit.ctx.state.requestId, ...wayOn };
}

function wayOnFrom({ paths }: Visit, code: ErrorCode, status: number): { href: string; label: WayOnLabel } {
  if (code === 'ALREADY_SUBMITTED') return { href: paths.status, label: 'seeStatus' };
  return { href: paths.start, label: status >= 500 ? 'tryAgain' : 'goOn' };
}
