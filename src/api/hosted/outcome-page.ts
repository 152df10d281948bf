import type { Document } from '../../db/documents.ts';
import type { SlotName } from '../../domain/document.ts';
import { currentScreen } from '../../domain/journey.ts';
import { returnLocation } from '../../domain/return-url.ts';
import type { PageContent, ReadingState } from '../../web/hosted/page.ts';
import type { Journey } from '../journey.ts';
import type { Visit } from './visit.ts';

/** After this long nobody is asked to wait: the way back opens with the status as it stands. */
const LATE_MS = 20_000;

/**
 * The page of a session that takes no more pictures: being read, decided, expired or canceled; undefined where it is
 * still open. Who has only the link sees no progress and no data, and goes back straight to the tenant.
 */
export function outcomePage(visit: Visit, journey: Journey): PageContent | undefined {
  const { session, facts } = journey;
  const way = wayBack(visit);
  const result = {
    page: 'result',
    reviewStatus: facts.reviewStatus,
    reference: session.sessionId,
    ...way,
  } as const;
  switch (currentScreen(facts).name) {
    case 'expired':
      return { page: 'expired', ...way };
    case 'canceled':
      return { page: 'canceled', ...way };
    case 'result':
      return result;
    case 'processing':
      return visit.known?.byDevice ? processing(visit, journey, way) : result;
    default:
      return undefined;
  }
}

/** Empty where the tenant gave no address. */
export function wayBack({ known, paths }: Visit): { returnHref?: string } {
  if (!known?.session.returnUrl) return {};
  const { returnUrl, sessionId, reviewStatus } = known.session;
  return { returnHref: known.byDevice ? paths.return : returnLocation(returnUrl, sessionId, reviewStatus) };
}

function processing(
  { paths, now }: Visit,
  { session, documents }: Journey,
  way: { returnHref?: string },
): PageContent {
  const late = now.getTime() - (session.submittedAt?.getTime() ?? 0) >= LATE_MS;
  const held = Object.entries(documents) as [SlotName, Document][];
  return {
    page: 'processing',
    statusHref: paths.status,
    late,
    slots: held.map(([slot, { state }]) => ({ slot, state: READING[state] })),
    ...(late && way),
  };
}

const READING: Record<Document['state'], ReadingState> = {
  received: 'received',
  stored: 'stored',
  read: 'done',
  unreadable: 'done',
};
