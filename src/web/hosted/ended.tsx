import { Icon, type IconName } from '../shared/icon.tsx';
import type { Messages } from './messages/english.ts';
import type { PageOf } from './page.ts';
import { Paragraphs, ReturnButton } from './parts.tsx';
import type { View } from './view.ts';

const ICONS: Record<'expired' | 'canceled', IconName> = { expired: 'clock', canceled: 'info' };

/** A session that ended before anything was sent: nothing is lost that was not offered, and there is a way on. */
export function endedView(page: PageOf<'expired'> | PageOf<'canceled'>, tenant: string, m: Messages): View {
  const words = m[page.page];
  return {
    title: words.heading,
    layout: 'seal',
    body: (
      <div class="sheet edge">
        <span class="pic large">
          <Icon name={ICONS[page.page]} />
        </span>
        <h1>{words.heading}</h1>
        <Paragraphs lines={words.text(tenant)} />
        {page.returnHref ? (
          <ReturnButton href={page.returnHref} tenant={tenant} m={m} />
        ) : (
          <p>
            <strong>{m.result.closePage}</strong>
          </p>
        )}
      </div>
    ),
  };
}
