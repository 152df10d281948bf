import { IDENTITY_DOCUMENTS, type IdentityDocument } from '../../domain/document.ts';
import { Icon, type IconName } from '../shared/icon.tsx';
import type { Messages } from './messages/english.ts';
import type { PageOf } from './page.ts';
import { ProblemNotice, Steps } from './parts.tsx';
import type { View } from './view.ts';

const ICONS: Record<IdentityDocument, IconName> = { passport: 'passport', id_card: 'card' };
const FIRST = `document-${IDENTITY_DOCUMENTS[0]}`;

export function documentView(page: PageOf<'document'>, m: Messages): View {
  const described = page.problem ? 'document-hint document-error' : 'document-hint';
  return {
    title: m.document.title,
    problem: page.problem !== undefined,
    body: (
      <>
        <Steps step={page.step} label={m.document.label} atMost={page.chosen === null} m={m} />
        {page.problem && <DocumentProblem page={page} m={m} />}
        <form method="post" action={page.action}>
          <fieldset aria-describedby={described}>
            <legend>
              <h1>{m.document.title}</h1>
            </legend>
            <p id="document-hint" class="muted">
              {page.chosen ? m.document.replaces : m.document.hint}
            </p>
            {page.problem && (
              <p id="document-error" class="field-error">
                {m.document.missing}
              </p>
            )}
            <div class="choices">
              {IDENTITY_DOCUMENTS.map((kind) => (
                <Choice kind={kind} chosen={page.chosen === kind} m={m} />
              ))}
            </div>
          </fieldset>
          <button class="button" type="submit">
            {m.document.button}
          </button>
        </form>
      </>
    ),
  };
}

function DocumentProblem({ page, m }: { page: PageOf<'document'>; m: Messages }) {
  if (page.problem === undefined) return null;
  const isChoice = page.problem === 'BODY_INVALID';
  return (
    <ProblemNotice
      code={page.problem}
      {...(isChoice ? { sentence: m.document.missing } : {})}
      field={{ id: FIRST, label: m.document.label }}
      m={m}
    />
  );
}

function Choice({ kind, chosen, m }: { kind: IdentityDocument; chosen: boolean; m: Messages }) {
  const id = `document-${kind}`;
  return (
    <div class="choice">
      <input
        type="radio"
        id={id}
        name="identityDocument"
        value={kind}
        checked={chosen}
        aria-describedby={`${id}-hint`}
      />
      <label for={id}>
        <span class="pic">
          <Icon name={ICONS[kind]} />
        </span>
        {m.document[kind]}
      </label>
      <p id={`${id}-hint`} class="small muted">
        {m.document[`${kind}Hint`]}
      </p>
    </div>
  );
}
