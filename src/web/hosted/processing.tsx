import { Icon } from '../shared/icon.tsx';
import type { Messages } from './messages/english.ts';
import type { PageOf, ReadingState } from './page.ts';
import { ReturnButton } from './parts.tsx';
import type { View } from './view.ts';

const REFRESH_SECONDS = 3;
/** Who waits long is not hurried: the page flickers less. */
const LATE_REFRESH_SECONDS = 10;

/** What is happening, how long it usually takes, that one may leave; the way back after 20 s. */
export function processingView(page: PageOf<'processing'>, tenant: string, m: Messages): View {
  return {
    title: m.processing.title,
    refreshSeconds: page.late ? LATE_REFRESH_SECONDS : REFRESH_SECONDS,
    body: (
      <>
        <h1>{m.processing.title}</h1>
        <p class="intro">{m.processing.intro(tenant)}</p>
        <section class="sheet" aria-labelledby="documents-heading" data-status={page.statusHref}>
          <h2 id="documents-heading">{m.processing.documents}</h2>
          <div role="status">
            <ul class="readings">
              {page.slots.map(({ slot, state }) => (
                <li>
                  <span>{m.slots[slot]}</span>
                  <ReadingBadge state={state} m={m} />
                </li>
              ))}
            </ul>
          </div>
        </section>
        <p>{page.late ? m.processing.late(tenant) : m.processing.duration}</p>
        <p class="muted">{m.processing.leave}</p>
        <div class="stack">
          {page.returnHref && <ReturnButton href={page.returnHref} tenant={tenant} m={m} />}
          <a class="button quiet" href={page.statusHref}>
            {m.processing.refresh}
          </a>
        </div>
      </>
    ),
  };
}

function ReadingBadge({ state, m }: { state: ReadingState; m: Messages }) {
  const done = state === 'done';
  return (
    <span class={done ? 'badge good' : 'badge none'}>
      <Icon name={done ? 'tick' : 'clock'} />
      {m.processing.states[state]}
    </span>
  );
}
