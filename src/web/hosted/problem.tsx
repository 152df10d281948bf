import { Icon } from '../shared/icon.tsx';
import type { Messages } from './messages/english.ts';
import type { PageOf } from './page.ts';
import { Paragraphs } from './parts.tsx';
import type { View } from './view.ts';

/** Anything that went wrong away from a field: what happened, what to do, and a reference to ask with. */
export function problemView(page: PageOf<'problem'>, m: Messages): View {
  const words = m.problems(page.code);
  return {
    title: words.title,
    body: (
      <>
        <span class="pic large warn">
          <Icon name="warn" />
        </span>
        <h1>{words.title}</h1>
        <div class="prose">
          <Paragraphs lines={[words.sentence, ...words.advice]} />
        </div>
        {page.wayOn && (
          <div class="stack">
            <a class="button" href={page.wayOn.href}>
              {m.problem[page.wayOn.label]}
            </a>
          </div>
        )}
        <p class="tiny muted">
          {m.frame.reference} <span class="mono">{page.reference}</span>
        </p>
      </>
    ),
  };
}
