import { MAX_UPLOADS_PER_SLOT, subjectOf } from '../../domain/document.ts';
import type { PictureSubject } from '../../domain/picture-quality.ts';
import { Icon } from '../shared/icon.tsx';
import { type CaptureWords, Drawing } from './drawings.tsx';
import type { Messages } from './messages/english.ts';
import type { PageOf } from './page.ts';
import { BackLink, ProblemNotice, Steps } from './parts.tsx';
import type { View } from './view.ts';

const FIELD = 'picture';
/** Without HEIC: a phone whose photos are HEIC then sends JPEG, which is smaller to open. */
const FROM_CAMERA = 'image/jpeg,image/png,image/webp,image/avif';
const STORED = `${FROM_CAMERA},image/heic,image/heif`;
const BILL = `${STORED},application/pdf`;
/** Which camera opens; none for a bill, which may as well be a file. */
const CAMERAS: Record<PictureSubject, 'environment' | 'user'> = { document: 'environment', face: 'user' };
/** From here on it is said how many photos are left. */
const FEW_LEFT = 3;

/** One photo a page. The file field opens the camera where the device has one, and works without scripts. */
export function captureView(page: PageOf<'capture'>, tenant: string, m: Messages): View {
  const words = wordsOf(page);
  const heading = m.capture.headings[words];
  return {
    title: heading,
    problem: page.problem !== undefined,
    body: (
      <>
        <BackLink href={page.backHref} m={m} />
        <Steps step={page.step} label={m.slots[page.slot]} m={m} />
        {page.problem && (
          <ProblemNotice
            code={page.problem}
            {...(page.uploadsLeft > 0 ? { field: { id: FIELD, label: m.capture.choose } } : {})}
            m={m}
          />
        )}
        <h1>{heading}</h1>
        <p class="intro muted">{m.capture.intros[words]}</p>
        {page.uploadsLeft > 0 ? (
          <TakePhoto page={page} tenant={tenant} m={m} />
        ) : (
          <NoFurtherPhoto page={page} tenant={tenant} m={m} />
        )}
      </>
    ),
  };
}

/** The head is turned to one side or the other; everything else is said of the slot. */
function wordsOf({ slot, selfie }: PageOf<'capture'>): CaptureWords {
  if (slot !== 'selfie-turned') return slot;
  return selfie?.turn === 'right' ? 'selfie-right' : 'selfie-left';
}

interface CaptureProps {
  page: PageOf<'capture'>;
  tenant: string;
  m: Messages;
}

function TakePhoto({ page, tenant, m }: CaptureProps) {
  const words = wordsOf(page);
  return (
    <>
      {page.keepHref && <Replaces keepHref={page.keepHref} m={m} />}
      <div class="frame">
        <Drawing of={words} label={m.capture.drawings[words]} />
      </div>
      <UploadForm page={page} m={m} />
      {page.mayUseAnyway && <UseAnyway page={page} tenant={tenant} m={m} />}
      {page.selfie && <WithoutFace href={page.selfie.withoutHref} m={m} />}
      <section aria-labelledby="tips-heading">
        <h2 id="tips-heading">{m.capture.tipsHeadings[subjectOf(page.slot)]}</h2>
        <ul class="tips">
          {m.capture.tips[words].map((tip) => (
            <li>
              <Icon name="tick" />
              {tip}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function NoFurtherPhoto({ page, tenant, m }: CaptureProps) {
  return (
    <>
      <div class="notice info">
        <Icon name="info" />
        <div>
          <h2>{m.capture.full}</h2>
          <p>{page.mayUseAnyway && !page.keepHref ? m.capture.fullOfRefused : m.capture.fullHint}</p>
        </div>
      </div>
      {page.keepHref && (
        <a class="button" href={page.keepHref}>
          {m.capture.keep}
        </a>
      )}
      {page.mayUseAnyway && <UseAnyway page={page} tenant={tenant} m={m} />}
      {page.selfie && <WithoutFace href={page.selfie.withoutHref} m={m} />}
    </>
  );
}

/** Nobody has to go on with photos of their face, least of all where the camera does not open. */
function WithoutFace({ href, m }: { href: string; m: Messages }) {
  return (
    <p class="small without">
      <a href={href}>{m.capture.withoutFace}</a>
    </p>
  );
}

/** The way on for who cannot take a better photo: the one that was refused last is there already. */
function UseAnyway({ page, tenant, m }: CaptureProps) {
  return (
    <form
      class="anyway"
      method="post"
      action={page.action}
      enctype="multipart/form-data"
      data-sending={m.frame.sending}
    >
      <input type="hidden" name="slot" value={page.slot} />
      <input type="hidden" name="anyway" value="yes" />
      <button class="button quiet" type="submit">
        {m.capture.anyway}
      </button>
      <p class="small muted">{m.capture.anywayHint(tenant)}</p>
    </form>
  );
}

function Replaces({ keepHref, m }: { keepHref: string; m: Messages }) {
  return (
    <div class="notice info">
      <Icon name="info" />
      <div>
        <h2>{m.capture.retakeHeading}</h2>
        <p>{m.capture.retake}</p>
        <p>
          <a href={keepHref}>{m.capture.keep}</a>
        </p>
      </div>
    </div>
  );
}

function UploadForm({ page, m }: { page: PageOf<'capture'>; m: Messages }) {
  const opensCamera = page.slot !== 'proof-of-address';
  const described = page.problem ? 'picture-error picture-formats' : 'picture-formats';
  return (
    <form
      class="upload"
      method="post"
      action={page.action}
      enctype="multipart/form-data"
      data-sending={m.frame.sending}
    >
      <input type="hidden" name="slot" value={page.slot} />
      <div class="field">
        <label for={FIELD}>{m.capture.label}</label>
        {page.problem && (
          <p id="picture-error" class="field-error">
            {m.problems(page.problem).title}
          </p>
        )}
        <input
          type="file"
          id={FIELD}
          name={FIELD}
          accept={opensCamera ? FROM_CAMERA : BILL}
          {...(opensCamera ? { capture: CAMERAS[subjectOf(page.slot)] } : {})}
          aria-describedby={described}
          {...(page.problem ? { 'aria-invalid': true } : {})}
        />
        <p id="picture-formats" class="small muted">
          {opensCamera ? m.capture.formats : m.capture.billFormats}
          {page.uploadsLeft <= FEW_LEFT && ` ${m.capture.usesLeft(page.uploadsLeft)}`}
        </p>
      </div>
      {opensCamera && !page.selfie && <StoredPhoto m={m} />}
      <button class="button" type="submit">
        <Icon name="tick" />
        {m.capture.button}
      </button>
    </form>
  );
}

/**
 * `capture` opens the camera and nothing else on most phones, so that a stored photo needs a field of its own. A photo
 * of the face is taken now.
 */
function StoredPhoto({ m }: { m: Messages }) {
  return (
    <details>
      <summary>{m.capture.otherFile}</summary>
      <div class="field">
        <label for="stored-picture">{m.capture.otherFileLabel}</label>
        <input type="file" id="stored-picture" name={FIELD} accept={STORED} />
      </div>
    </details>
  );
}

/** Uploads that a slot may still take. */
export function uploadsLeft(uploads: number): number {
  return Math.max(0, MAX_UPLOADS_PER_SLOT - uploads);
}
