import { SELFIE_TEXT_VERSION } from '../../contract/hosted.ts';
import { Icon } from '../shared/icon.tsx';
import type { Messages } from './messages/english.ts';
import type { PageOf } from './page.ts';
import { BackLink, Paragraphs, Steps, TextVersion } from './parts.tsx';
import type { View } from './view.ts';

/** What would happen to the face, the consent to it, and as plainly the way on without. */
export function selfieView(page: PageOf<'selfie'>, tenant: string, m: Messages): View {
  return {
    title: m.selfie.heading,
    body: (
      <>
        <BackLink href={page.backHref} m={m} />
        <Steps step={page.step} label={m.selfie.label} m={m} />
        <h1>{m.selfie.heading}</h1>
        <p class="intro muted">{m.selfie.intro(tenant)}</p>
        {page.answer && <Answered answer={page.answer} m={m} />}
        <ul class="tips facts">
          {m.selfie.facts(tenant).map((fact) => (
            <li>
              <Icon name="tick" />
              {fact}
            </li>
          ))}
        </ul>
        <form class="sheet" method="post" action={page.action}>
          <input type="hidden" name="version" value={SELFIE_TEXT_VERSION} />
          <section class="consent small" aria-labelledby="consent-heading">
            <h2 id="consent-heading">{m.landing.consentHeading}</h2>
            <Paragraphs lines={m.selfie.consent(tenant)} />
            <TextVersion version={SELFIE_TEXT_VERSION} m={m} />
          </section>
          <div class="stack">
            <button class="button" type="submit" name="answer" value="given">
              {m.selfie.agree}
            </button>
            <button class="button quiet" type="submit" name="answer" value="declined">
              {m.selfie.decline}
            </button>
          </div>
          <p class="small muted without">{m.selfie.declineHint(tenant)}</p>
        </form>
      </>
    ),
  };
}

function Answered({ answer, m }: { answer: NonNullable<PageOf<'selfie'>['answer']>; m: Messages }) {
  return (
    <div class="notice info">
      <Icon name="info" />
      <div>
        <h2>{m.selfie.answers[answer]}</h2>
        <p>{m.selfie.mayChange}</p>
      </div>
    </div>
  );
}
