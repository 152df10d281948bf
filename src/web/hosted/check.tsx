import { Icon } from '../shared/icon.tsx';
import { Drawing } from './drawings.tsx';
import type { Messages } from './messages/english.ts';
import type { CheckedSlot, PageOf } from './page.ts';
import { BackLink, Steps } from './parts.tsx';
import type { View } from './view.ts';

/** Everything that is going to be sent, each with a way to take it again. */
export function checkView(page: PageOf<'check'>, tenant: string, m: Messages): View {
  const beingStored = page.slots.some(({ pictureHref }) => pictureHref === null);
  return {
    title: m.check.heading,
    body: (
      <>
        <BackLink href={page.backHref} m={m} />
        <Steps step={page.step} label={m.check.title} m={m} />
        <h1>{m.check.heading}</h1>
        <p class="intro muted">{m.check.intro}</p>
        <dl class="answer">
          <dt>{m.check.chosen}</dt>
          <dd>{m.check.documents[page.identityDocument]}</dd>
          <dd>
            <a href={page.changeHref}>
              {m.check.change}
              <span class="hidden">{m.check.changeHint}</span>
            </a>
          </dd>
        </dl>
        {page.selfie && (
          <dl class="answer">
            <dt>{m.check.face}</dt>
            <dd>{m.check.faceAnswers[page.selfie.answer]}</dd>
            <dd>
              <a href={page.selfie.changeHref}>
                {m.check.change}
                <span class="hidden">{m.check.faceChangeHint}</span>
              </a>
            </dd>
          </dl>
        )}
        <ul class="shots" {...(beingStored ? { 'data-status': page.checkHref } : {})}>
          {page.slots.map((shot) => (
            <Shot shot={shot} m={m} />
          ))}
        </ul>
        <form method="post" action={page.action} data-sending={m.frame.sending}>
          <button class="button" type="submit">
            {m.check.button(tenant)}
          </button>
        </form>
      </>
    ),
  };
}

function Shot({ shot, m }: { shot: CheckedSlot; m: Messages }) {
  const label = m.slots[shot.slot];
  return (
    <li class="shot">
      <span class="pic">
        {shot.pictureHref ? (
          <a href={shot.pictureHref}>
            <img src={shot.pictureHref} alt={m.check.alt(label)} width="208" height="144" />
          </a>
        ) : (
          <Drawing of={shot.slot} label={m.check.preparing} />
        )}
      </span>
      <div>
        <h2>{label}</h2>
        <span class="badge good">
          <Icon name="tick" />
          {m.check.received}
        </span>
      </div>
      <a class="retake" href={shot.retakeHref}>
        {m.check.retake}
        <span class="hidden"> {label}</span>
      </a>
    </li>
  );
}
