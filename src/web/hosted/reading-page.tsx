import type { Messages } from './messages/english.ts';
import type { PageOf } from './page.ts';
import { BackLink, Paragraphs } from './parts.tsx';
import type { View } from './view.ts';

/** A page to look something up: what happens to the data, and help. */
export function readingView(page: PageOf<'privacy'> | PageOf<'help'>, tenant: string, m: Messages): View {
  const words = m[page.page];
  const reference = page.page === 'help' ? page.reference : undefined;
  return {
    title: words.heading,
    body: (
      <>
        {page.links.start && <BackLink href={page.links.start} m={m} />}
        <h1>{words.heading}</h1>
        {words.sections(tenant).map((section) => (
          <section class="prose">
            <h2>{section.heading}</h2>
            <Paragraphs lines={section.text} />
          </section>
        ))}
        {reference && (
          <p class="small muted">
            {m.frame.reference} <span class="mono">{reference}</span>
          </p>
        )}
        {page.links.start && (
          <div class="stack">
            <a class="button" href={page.links.start}>
              {m.problem.goOn}
            </a>
          </div>
        )}
      </>
    ),
  };
}
