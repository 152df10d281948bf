import { Icon } from '../shared/icon.tsx';
import type { Messages } from './messages/english.ts';
import { Paragraphs } from './parts.tsx';
import type { View } from './view.ts';

/** For who cannot be let in: what may have happened and how to come in. Tells nothing of any session. */
export function noEntryView(page: 'linkNotValid' | 'deviceUnknown', m: Messages): View {
  const words = m[page];
  return {
    title: words.heading,
    body: (
      <>
        <span class="pic large">
          <Icon name="link" />
        </span>
        <h1>{words.heading}</h1>
        <div class="prose">
          <Paragraphs lines={words.text()} />
        </div>
      </>
    ),
  };
}
