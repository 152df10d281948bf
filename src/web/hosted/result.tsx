import type { ReviewStatus } from '../../domain/session.ts';
import { Seal, type SealSign } from '../shared/ornament.tsx';
import type { Messages } from './messages/english.ts';
import type { PageOf } from './page.ts';
import { Paragraphs, ReturnButton } from './parts.tsx';
import type { View } from './view.ts';

const SIGNS: Record<ReviewStatus, SealSign> = {
  approved: 'tick',
  pending_review: 'tick',
  rejected: 'dash',
  none: 'tick',
};

/** How it ended, in careful words: no reason is told here, and no data is shown. */
export function resultView(page: PageOf<'result'>, tenant: string, m: Messages): View {
  const words = m.result[page.reviewStatus];
  return {
    title: words.heading,
    layout: 'seal',
    body: (
      <div class="sheet edge">
        <Seal sign={SIGNS[page.reviewStatus]} />
        <h1>{words.heading}</h1>
        <Paragraphs lines={words.text(tenant)} />
        {page.returnHref ? (
          <ReturnButton href={page.returnHref} tenant={tenant} m={m} />
        ) : (
          <p>
            <strong>{m.result.closePage}</strong>
          </p>
        )}
        <p class="tiny muted">
          {m.frame.reference} <span class="mono">{page.reference}</span>
        </p>
      </div>
    ),
  };
}
