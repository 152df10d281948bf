import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { HOSTED_PAGE_SAMPLES } from '../../../test/support/hosted-page-samples.ts';
import { ERRORS, type ErrorCode } from '../../contract/errors.ts';
import { CONSENT_VERSION, hostedPaths, SELFIE_TEXT_VERSION } from '../../contract/hosted.ts';
import { FLOW_SCRIPT, FLOW_STYLESHEET, findAsset } from './assets.ts';
import { english } from './messages/english.ts';
import type { HostedPage } from './page.ts';
import { renderHostedPage } from './render.tsx';

const paths = hostedPaths('019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071');
const sample = (name: string): HostedPage => {
  const page = HOSTED_PAGE_SAMPLES[name];
  assert.ok(page, name);
  return page;
};
const html = (name: string) => renderHostedPage(sample(name));
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;
const textOf = (markup: string) => markup.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

describe('every hosted page', () => {
  for (const name of Object.keys(HOSTED_PAGE_SAMPLES)) {
    it(`has one heading, a title, a language and nothing inline: ${name}`, () => {
      const markup = html(name);
      assert.equal(count(markup, /<h1[ >]/g), 1);
      assert.match(markup, /<title>[^<]{5,}<\/title>/);
      assert.match(markup, /<html lang="en" dir="ltr">/);
      assert.doesNotMatch(markup, /\sstyle=|<style|\son\w+=|javascript:/i);
      assert.deepEqual(markup.match(/<script[^>]*>[^<]*/g), [
        `<script type="module" src="${FLOW_SCRIPT.path}">`,
      ]);
      assert.ok(markup.includes(`href="${FLOW_STYLESHEET.path}"`));
      assert.doesNotMatch(markup, /(src|href)="https?:\/\/(?!bank\.example)/, 'loads from another origin');
    });
  }

  it('offers a thing to do or says in words what to do', () => {
    const worded = [
      'link-not-valid',
      'device-unknown',
      'closing',
      'expired-no-return',
      'result-no-return',
      'problem-elsewhere',
    ];
    for (const name of Object.keys(HOSTED_PAGE_SAMPLES)) {
      const markup = html(name);
      const told = /open the link again|close this page/i.test(textOf(markup));
      assert.ok(worded.includes(name) ? told : /class="button/.test(markup), name);
    }
  });

  it('labels every field and describes it with text that is there', () => {
    for (const name of Object.keys(HOSTED_PAGE_SAMPLES)) {
      const markup = html(name);
      for (const [field = ''] of markup.matchAll(/<input [^>]*>/g)) {
        if (field.includes('type="hidden"')) continue;
        const id = /\sid="([^"]+)"/.exec(field)?.[1];
        assert.ok(id && markup.includes(`for="${id}"`), `${name}: ${field}`);
      }
      for (const [, ids = ''] of markup.matchAll(/aria-(?:describedby|labelledby)="([^"]+)"/g)) {
        for (const id of ids.split(' ')) assert.ok(markup.includes(`id="${id}"`), `${name}: ${id}`);
      }
    }
  });

  it('shows a name as text, whatever it contains', () => {
    const markup = renderHostedPage({ ...sample('landing'), tenantName: '<b onload=1>"&' });
    assert.doesNotMatch(markup, /<b onload/);
    assert.ok(markup.includes('&lt;b onload=1>&quot;&amp;'));
  });

  it('follows the direction of its language', () => {
    const markup = renderHostedPage(sample('check'), { ...english, lang: 'ar', dir: 'rtl' });
    assert.match(markup, /<html lang="ar" dir="rtl">/);
  });
});

describe('the landing page', () => {
  it('sends the token by POST and keeps it out of every address', () => {
    const markup = html('landing');
    assert.match(markup, /<form[^>]*method="post"[^>]*action="[^"]*\/exchange"/);
    assert.match(markup, /<input type="hidden" name="token" value="kvs_sample"/);
    assert.doesNotMatch(markup, /(href|src|action)="[^"]*kvs_sample/);
  });

  it('asks for consent to the version that it shows, and only where none was given', () => {
    assert.match(html('landing'), new RegExp(`name="consent" value="${CONSENT_VERSION}"`));
    assert.doesNotMatch(html('landing-again'), /name="consent"/);
  });

  it('shows the text that belongs to the version', () => {
    const text = english.landing.consent('Tenant').join('\n');
    const digest = createHash('sha256').update(`${CONSENT_VERSION}\n${text}`).digest('hex');
    assert.equal(
      digest,
      '5a760efdee3942d6da87ad3882e81b06bb6d09d7d480b9131958ed6f77a638c5',
      'give the changed text a new CONSENT_VERSION, then this digest',
    );
  });

  it('tells of photos of the face only where they will be asked for', () => {
    assert.match(textOf(html('landing-selfie')), /Two photos of your face Only if you agree/);
    assert.doesNotMatch(html('landing'), /Two photos of your face<\/h2>/);
  });

  it('tells the end of the time in UTC and says so', () => {
    assert.match(
      html('landing'),
      /<time [^>]*datetime="2026-11-24T18:40:00.000Z"[^>]*>24 November at 18:40 UTC</i,
    );
  });

  it('says clearly that test mode is no place for real documents, and only there', () => {
    assert.match(textOf(html('landing-test')), /Test mode Do not use real documents/);
    assert.doesNotMatch(html('landing'), /Test mode/);
  });
});

describe('the steps of the flow', () => {
  it('are numbered in words', () => {
    assert.match(textOf(html('id-back')), /Step 3 of 5 · Back of your card/);
    assert.match(textOf(html('passport')), /Step 2 of 4 · Passport photo page/);
    assert.match(textOf(html('document')), /Step 1 of at most 5/);
  });

  it('opens the camera for identity documents and offers a stored photo beside it', () => {
    assert.match(html('id-front'), /<input type="file"[^>]*capture="environment"/);
    assert.equal(count(html('id-front'), /<input type="file"/g), 2);
    assert.doesNotMatch(html('proof-of-address'), /capture="/);
  });

  it('asks a camera for JPEG, so that a phone converts its photos, and takes HEIC where a file is chosen', () => {
    const accepted = (name: string) =>
      [...html(name).matchAll(/accept="([^"]+)"/g)].map(([, accept]) => accept);
    assert.deepEqual(accepted('id-front'), [
      'image/jpeg,image/png,image/webp,image/avif',
      'image/jpeg,image/png,image/webp,image/avif,image/heic,image/heif',
    ]);
  });

  it('takes a PDF as a proof of address and as nothing else', () => {
    assert.match(html('proof-of-address'), /accept="[^"]*application\/pdf"/);
    assert.doesNotMatch(html('id-front') + html('passport'), /application\/pdf/);
  });

  it('offers to use a refused photo anyway, with its own form and what follows from it', () => {
    const markup = html('capture-anyway');
    assert.match(markup, /<input type="hidden" name="anyway" value="yes"\s?\/?><button class="button quiet"/);
    assert.match(textOf(markup), /a person at Northwind Bank may have to look at it/);
    assert.doesNotMatch(html('capture-blurred'), /name="anyway"/);
  });

  it('leaves a way on where every photo was refused and no further one may be sent', () => {
    const markup = html('capture-full-of-refused');
    assert.doesNotMatch(markup, /type="file"/);
    assert.match(markup, /name="anyway" value="yes"/);
  });

  it('puts the problem above the field, in focus, tied to the field and told first in the title', () => {
    const markup = html('capture-small');
    assert.match(markup, /<title>Error: /);
    assert.ok(markup.indexOf('role="alert"') < markup.indexOf('<h1'));
    assert.match(markup, /role="alert" tabindex="-1" autofocus/i);
    assert.match(markup, /<a href="#picture">/);
    assert.match(
      markup,
      /id="picture"[^>]*aria-describedby="picture-error picture-formats"[^>]*aria-invalid/,
    );
  });

  it('takes no further photo once a slot was filled as often as it may be', () => {
    assert.doesNotMatch(html('capture-full'), /<form/);
    assert.match(textOf(html('capture-retake')), /You can send 2 more photos here/);
  });

  it('says which photo each retake concerns', () => {
    assert.match(textOf(html('check')), /Retake Back of your card/);
    assert.match(html('check'), new RegExp(`href="${paths.capture('id-back')}"`));
  });
});

describe('the page about the comparison of faces', () => {
  it('asks for an answer to the version that it shows, with a way on for each', () => {
    const markup = html('selfie');
    assert.match(markup, new RegExp(`name="version" value="${SELFIE_TEXT_VERSION}"`));
    assert.match(markup, /<button class="button" type="submit" name="answer" value="given">/);
    assert.match(markup, /<button class="button quiet" type="submit" name="answer" value="declined">/);
  });

  it('shows the text that belongs to the version', () => {
    const { intro, facts, consent, declineHint } = english.selfie;
    const text = [intro('Tenant'), ...facts('Tenant'), ...consent('Tenant'), declineHint('Tenant')].join(
      '\n',
    );
    const digest = createHash('sha256').update(`${SELFIE_TEXT_VERSION}\n${text}`).digest('hex');
    assert.equal(
      digest,
      'ec2c4f79d2b6cf9eaf9a6a052c178ea3353e3a23672eedd8a901e45b4c727abe',
      'give the changed text a new SELFIE_TEXT_VERSION, then this digest',
    );
  });

  it('says what was answered before', () => {
    assert.match(textOf(html('selfie-declined')), /You chose to go on without/);
    assert.doesNotMatch(html('selfie'), /You chose to go on without/);
  });
});

describe('a photo of the face', () => {
  it('says to which side the head is to be turned', () => {
    assert.match(textOf(html('selfie-left')), /Turn your head to the left/);
    assert.match(textOf(html('selfie-right')), /Turn your head to the right/);
    assert.match(textOf(html('selfie-front')), /Now look straight at the camera/);
  });

  it('opens the camera that looks at the person, and takes no stored photo', () => {
    assert.match(html('selfie-left'), /<input type="file"[^>]*capture="user"/);
    assert.equal(count(html('selfie-front'), /<input type="file"/g), 1);
  });

  it('can always be left out', () => {
    for (const name of ['selfie-left', 'selfie-front', 'selfie-no-face', 'selfie-anyway'])
      assert.match(html(name), new RegExp(`href="${paths.selfie}">Go on without photos of my face`), name);
  });

  it('can be taken out again before sending', () => {
    assert.match(textOf(html('check-selfie')), /Your face To be compared Change/);
    assert.doesNotMatch(textOf(html('check')), /Your face/);
  });
});

describe('the processing page', () => {
  it('asks for itself again without scripts, and leaves that to the script where there is one', () => {
    assert.match(html('processing'), /<noscript><meta http-equiv="refresh" content="3"\s?\/?><\/noscript>/);
  });

  it('offers the way back only once it takes longer', () => {
    assert.doesNotMatch(html('processing'), /\/return"/);
    assert.match(html('processing-late'), /<a class="button" href="[^"]*\/return">Return to Northwind Bank</);
  });
});

describe('the words of a problem', () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    it(`say what happened and what to do: ${code}`, () => {
      const { title, sentence } = english.problems(code);
      assert.ok(title.length > 8 && !title.endsWith('.'), title);
      assert.match(sentence, /\.$/);
      assert.doesNotMatch(`${title} ${sentence}`, /requestId|JSON|Idempotency|Bearer|method/);
    });
  }

  it('are those of the contract where a picture is refused', () => {
    const { title, sentence } = english.problems('PICTURE_TOO_SMALL');
    assert.equal(`${title}. ${sentence}`, ERRORS.PICTURE_TOO_SMALL[1]);
  });
});

describe('the files of the flow', () => {
  it('are found at the address that carries their hash, and nowhere else', () => {
    assert.equal(findAsset(FLOW_STYLESHEET.path)?.contentType, 'text/css; charset=utf-8');
    assert.equal(findAsset('/assets/flow-000000000000.css'), undefined);
    assert.equal(findAsset('/assets/../render.tsx'), undefined);
  });

  it('keep the first view small', () => {
    assert.ok(FLOW_STYLESHEET.bytes.length < 20_000, String(FLOW_STYLESHEET.bytes.length));
    assert.ok(FLOW_SCRIPT.bytes.length < 6_000, String(FLOW_SCRIPT.bytes.length));
    assert.ok(html('landing').length < 12_000, String(html('landing').length));
  });
});
