import type { ComponentChildren } from 'preact';
import { CONSENT_VERSION } from '../../contract/hosted.ts';
import { Icon, type IconName } from '../shared/icon.tsx';
import type { Messages } from './messages/english.ts';
import type { PageOf } from './page.ts';
import { Moment, Paragraphs, ProblemNotice, TextVersion } from './parts.tsx';
import type { View } from './view.ts';

/** Who asks, what is needed, what happens to the data, how long it takes; nothing is used up by looking at it. */
export function landingView(page: PageOf<'landing'>, tenant: string, m: Messages): View {
  const heading = page.consented ? m.landing.headingAgain(tenant) : m.landing.heading(tenant);
  return {
    title: m.landing.title,
    problem: page.problem !== undefined,
    layout: 'wide',
    body: (
      <>
        {page.problem && <ProblemNotice code={page.problem} m={m} />}
        <div class="split">
          <div>
            <h1>{heading}</h1>
            <Needs page={page} m={m} />
            <p class="small muted aside">
              <Icon name="lock" />
              {m.landing.data(tenant)}
            </p>
            <DataNotice tenant={tenant} m={m} />
          </div>
          <StartForm page={page} tenant={tenant} m={m} />
        </div>
      </>
    ),
  };
}

function Needs({ page, m }: { page: PageOf<'landing'>; m: Messages }) {
  return (
    <ul class="need">
      <Need icon="card" title={m.landing.identity}>
        {m.landing.identityHint}
      </Need>
      <Need icon="house" title={m.landing.address}>
        {m.landing.addressHint}
      </Need>
      {page.selfie && (
        <Need icon="face" title={m.landing.face}>
          {m.landing.faceHint}
        </Need>
      )}
      <Need icon="clock" title={m.landing.time}>
        {m.landing.timeHint} <Moment at={page.expiresAt} m={m} />.
      </Need>
    </ul>
  );
}

function Need({ icon, title, children }: { icon: IconName; title: string; children: ComponentChildren }) {
  return (
    <li>
      <span class="pic">
        <Icon name={icon} />
      </span>
      <div>
        <h2>{title}</h2>
        <p class="muted">{children}</p>
      </div>
    </li>
  );
}

/** The whole privacy page, in place: who looks at it does not lose the link. */
function DataNotice({ tenant, m }: { tenant: string; m: Messages }) {
  return (
    <details class="data small">
      <summary>{m.privacy.heading}</summary>
      {m.privacy.sections(tenant).map((section) => (
        <section class="prose">
          <h3>{section.heading}</h3>
          <Paragraphs lines={section.text} />
        </section>
      ))}
    </details>
  );
}

/** The token travels in the body of a POST, so that it leaves the address, the history and every log. */
function StartForm({ page, tenant, m }: { page: PageOf<'landing'>; tenant: string; m: Messages }) {
  return (
    <form class="sheet start" method="post" action={page.action}>
      <input type="hidden" name="token" value={page.token} />
      {page.consented ? (
        <p class="small">{m.landing.goOnHint}</p>
      ) : (
        <section class="consent small" aria-labelledby="consent-heading">
          <h2 id="consent-heading">{m.landing.consentHeading}</h2>
          <Paragraphs lines={m.landing.consent(tenant)} />
          <TextVersion version={CONSENT_VERSION} m={m} />
          <input type="hidden" name="consent" value={CONSENT_VERSION} />
        </section>
      )}
      <div class="stack">
        <button class="button" type="submit">
          {page.consented ? m.landing.goOn : m.landing.agree}
        </button>
        {page.returnHref && (
          <a class="button bare" href={page.returnHref}>
            {m.landing.notNow(tenant)}
          </a>
        )}
      </div>
    </form>
  );
}
