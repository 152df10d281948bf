import type { ErrorCode } from '../../contract/errors.ts';
import type { Step } from '../../domain/journey.ts';
import { Icon } from '../shared/icon.tsx';
import type { Messages } from './messages/english.ts';

/** One step back, above everything else of the page. */
export function BackLink({ href, m }: { href: string; m: Messages }) {
  return (
    <p class="back">
      <a href={href}>
        <Icon name="back" />
        {m.frame.back}
      </a>
    </p>
  );
}

export interface StepsProps {
  step: Step;
  label: string;
  /** True while the choice that fixes the number of steps is still open. */
  atMost?: boolean;
  m: Messages;
}

/** Where one is, in words; the bars repeat it for the eye. */
export function Steps({ step, label, atMost, m }: StepsProps) {
  const count = atMost
    ? m.frame.stepOfAtMost(step.number, step.total)
    : m.frame.step(step.number, step.total);
  return (
    <div class="steps">
      <p>
        {count} · <b>{label}</b>
      </p>
      <ol aria-hidden="true">
        {Array.from({ length: step.total }, (_, index) => (
          <li class={barState(index + 1, step.number)} />
        ))}
      </ol>
    </div>
  );
}

function barState(bar: number, now: number): string | undefined {
  if (bar < now) return 'done';
  return bar === now ? 'now' : undefined;
}

export interface ProblemNoticeProps {
  code: ErrorCode;
  /** The field to mend: its id and what to call the way to it. */
  field?: { id: string; label: string };
  /** A sentence that fits the page better than the one of the code. */
  sentence?: string;
  m: Messages;
}

/** What is wrong and what to do, on top of the page and in focus. */
export function ProblemNotice({ code, field, sentence, m }: ProblemNoticeProps) {
  const problem = m.problems(code);
  return (
    <div class="notice bad" role="alert" tabIndex={-1} autofocus>
      <Icon name="warn" />
      <div>
        <h2>{problem.title}</h2>
        <p>{sentence ?? problem.sentence}</p>
        {problem.advice.map((line) => (
          <p>{line}</p>
        ))}
        {field && (
          <p>
            <a href={`#${field.id}`}>{field.label}</a>
          </p>
        )}
      </div>
    </div>
  );
}

/** The way back to the tenant, as the main thing to do. */
export function ReturnButton({ href, tenant, m }: { href: string; tenant: string; m: Messages }) {
  return (
    <a class="button" href={href}>
      {m.frame.returnTo(tenant)}
    </a>
  );
}

export function Paragraphs({ lines }: { lines: readonly string[] }) {
  return (
    <>
      {lines.map((line) => (
        <p>{line}</p>
      ))}
    </>
  );
}

export interface MomentProps {
  at: Date;
  m: Messages;
}

/** A moment in words, in UTC and saying so; the script tells it in the time of the device. */
export function Moment({ at, m }: MomentProps) {
  const words = new Intl.DateTimeFormat(m.dates, {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(at);
  return (
    <time class="num" dateTime={at.toISOString()} data-local>
      {words}
    </time>
  );
}

/** Which text is agreed to: the version is the day on which it was written. */
export function TextVersion({ version, m }: { version: string; m: Messages }) {
  const day = new Intl.DateTimeFormat(m.dates, { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(version),
  );
  return <p class="tiny muted">{m.landing.consentVersion(day)}</p>;
}
