import { Seal } from '../shared/ornament.tsx';
import type { Messages } from './messages/english.ts';
import { Paragraphs } from './parts.tsx';
import type { View } from './view.ts';

/** The last page where the tenant gave no address to return to. */
export function closingView(tenant: string, m: Messages): View {
  return {
    title: m.closing.heading,
    layout: 'seal',
    body: (
      <div class="sheet edge">
        <Seal sign="tick" />
        <h1>{m.closing.heading}</h1>
        <Paragraphs lines={m.closing.text(tenant)} />
      </div>
    ),
  };
}
