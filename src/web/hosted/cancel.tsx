import type { Messages } from './messages/english.ts';
import type { PageOf } from './page.ts';
import { BackLink, Paragraphs } from './parts.tsx';
import type { View } from './view.ts';

export function cancelView(page: PageOf<'cancel'>, tenant: string, m: Messages): View {
  return {
    title: m.cancel.heading,
    body: (
      <>
        <BackLink href={page.keepHref} m={m} />
        <h1>{m.cancel.heading}</h1>
        <div class="prose">
          <Paragraphs lines={m.cancel.text(tenant)} />
        </div>
        <form class="stack" method="post" action={page.action}>
          <a class="button" href={page.keepHref}>
            {m.cancel.keep}
          </a>
          <button class="button quiet danger" type="submit">
            {m.cancel.button}
          </button>
        </form>
      </>
    ),
  };
}
