import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { findSessionSealer } from '../../src/db/data-keys.ts';
import { markStored } from '../../src/db/documents.ts';
import { run } from '../../src/db/insert-together.ts';
import type { OutboxRow } from '../../src/db/outbox.ts';
import type { Inspection } from '../../src/domain/document.ts';
import { pictureKey, picturePurpose } from '../../src/domain/picture.ts';
import type { ReviewStatus } from '../../src/domain/session.ts';
import { chromiumLaunch } from '../support/chromium.ts';
import { type HostedSession, newHostedSession } from '../support/hosted-visitor.ts';
import { createMemoryObjectStore } from '../support/object-store.ts';
import { testConfig } from '../support/stack.ts';
import { fakeVerification, listening, startTestApi, type TestApi } from '../support/test-api.ts';

const inspectPicture = async (bytes: Buffer): Promise<Inspection> =>
  bytes[0] === 0xff
    ? { accepted: true, facts: { contentType: 'image/jpeg', width: 1200, height: 800 } }
    : { accepted: false, refusal: 'PICTURE_FORMAT_UNSUPPORTED' };

const photo = async (background: string) => ({
  name: 'photo.jpg',
  mimeType: 'image/jpeg',
  buffer: await sharp({ create: { width: 1200, height: 800, channels: 3, background } })
    .jpeg()
    .toBuffer(),
});
const notes = { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('not a photo') };

describe('the hosted page in a real browser', function () {
  this.timeout(60_000);
  let api: TestApi;
  let browser: Browser;
  let tenant: Server;
  let tenantUrl: string;
  let context: BrowserContext;
  const objectStore = createMemoryObjectStore();
  const keys = createKeyRing(testConfig().MASTER_KEYS);

  before(async () => {
    tenant = createServer((_, response) => response.end('<title>Tenant</title>Back at the tenant'));
    tenantUrl = await listening(tenant);
    // The worker's part: a picture that arrived is stored.
    const verification = { ...fakeVerification(), deliver: storeAtOnce };
    // Only the scheme and the host count: the browser says by itself where a form comes from.
    const publicUrl = 'http://127.0.0.1';
    api = await startTestApi({
      publicUrl,
      inspectPicture,
      objectStore,
      verification,
      clock: () => new Date(),
    });
    browser = await chromium.launch(await chromiumLaunch());
  });
  after(async () => {
    await browser?.close();
    await api?.close();
    tenant?.close();
  });
  afterEach(() => context?.close());

  async function storeAtOnce(row: OutboxRow): Promise<'delivered'> {
    if (row.message.kind !== 'documentCaptured') return 'delivered';
    const { documentId } = row.message;
    const sealer = await findSessionSealer(api.db, row, keys);
    const staged = await objectStore.get(pictureKey('staging', row, documentId));
    const bytes = sealer.open(picturePurpose('staging', documentId), staged);
    const [originalKey, displayKey] = [
      pictureKey('original', row, documentId),
      pictureKey('display', row, documentId),
    ];
    await objectStore.put(displayKey, sealer.seal(picturePurpose('display', documentId), bytes));
    await run(api.db, markStored(row, documentId, { originalKey, displayKey }));
    return 'delivered';
  }

  const decided = (session: HostedSession, reviewStatus: ReviewStatus) =>
    api
      .db('verification_sessions')
      .where({ id: session.sessionId })
      .update({ phase: 'complete', review_status: reviewStatus, completed_at: new Date() });

  /** A window in which anything that the policy of the pages forbids counts as a fault. */
  const open = async (javaScriptEnabled: boolean) => {
    context = await browser.newContext({ javaScriptEnabled, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to/.test(message.text())) faults.push(message.text());
    });
    return { page, faults };
  };
  const heading = (page: Page) => page.locator('h1').textContent();
  const upload = async (page: Page, file: typeof notes) => {
    await page.locator('#picture').setInputFiles(file);
    await page.getByRole('button', { name: 'Use this photo' }).click();
  };

  it('is walked from link to return with scripts off', async () => {
    const session = await newHostedSession(api, { returnUrl: `${tenantUrl}/done?order=7#top` });
    const { page, faults } = await open(false);
    await page.goto(api.url + session.link);
    assert.match((await heading(page)) ?? '', /asks you to verify your identity/);
    await page.getByText('What happens to my data').first().click();
    assert.ok(await page.getByRole('heading', { name: 'Who sees it' }).isVisible());
    await page.getByRole('button', { name: 'Agree and start' }).click();
    assert.equal(page.url(), api.url + session.paths.document, 'the token has left the address');

    await page.getByRole('button', { name: 'Continue' }).click();
    assert.equal(await page.getByRole('alert').isVisible(), true);
    await page.getByLabel('Identity card').check();
    await page.getByRole('button', { name: 'Continue' }).click();

    assert.equal(await heading(page), 'Photograph the front of your identity card');
    await upload(page, notes);
    assert.match(
      (await page.getByRole('alert').textContent()) ?? '',
      /Use a photo in JPEG, PNG, WebP, AVIF or HEIC/,
    );
    await upload(page, await photo('#d8e4dd'));
    assert.equal(await heading(page), 'Photograph the back of your identity card');
    await page.getByText('Choose a photo that you have already').click();
    await page.locator('#stored-picture').setInputFiles(await photo('#b9d0c6'));
    await page.getByRole('button', { name: 'Use this photo' }).click();
    assert.equal(await heading(page), 'Photograph your proof of address');
    await page.reload();
    await upload(page, await photo('#ffffff'));

    assert.equal(await heading(page), 'Check that every photo is readable');
    await page.waitForLoadState('load');
    const widths = await page.evaluate<number[]>(
      `[...document.querySelectorAll('.shot img')].map((image) => image.naturalWidth)`,
    );
    assert.deepEqual(widths, [1200, 1200, 1200]);
    await page.getByRole('link', { name: 'Retake Back of your card' }).click();
    await page.getByRole('link', { name: 'Keep the photo that is there' }).click();
    await page.getByRole('button', { name: /^Send to Test/ }).click();

    assert.equal(await heading(page), 'Your documents are being read');
    await decided(session, 'approved');
    await page.getByRole('heading', { name: 'Your identity is verified' }).waitFor({ timeout: 15_000 });
    await page.getByRole('link', { name: /^Return to Test/ }).click();
    const landed = new URL(page.url());
    assert.equal(landed.origin, tenantUrl);
    assert.deepEqual(Object.fromEntries(landed.searchParams), {
      order: '7',
      session_id: session.sessionId,
      status: 'approved',
    });
    assert.equal(landed.hash, '#top');
    assert.deepEqual(faults, []);
  });

  it('puts the problem into focus and the field one key away', async () => {
    const session = await newHostedSession(api);
    const { page, faults } = await open(false);
    await page.goto(api.url + session.link);
    await page.getByRole('button', { name: 'Agree and start' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    assert.ok(await page.locator('[role=alert]:focus').isVisible());
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(new URL(page.url()).hash, '#document-passport');
    assert.deepEqual(faults, []);
  });

  it('sends once however often one taps, shows the photo before it is sent, and follows the reading', async () => {
    const session = await newHostedSession(api, {});
    const { page, faults } = await open(true);
    await page.goto(api.url + session.link);
    assert.doesNotMatch((await page.locator('time').textContent()) ?? '', /UTC/, 'in the time of the device');
    await page.getByRole('button', { name: 'Agree and start' }).click();
    await page.getByLabel('Passport').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('#picture').setInputFiles(await photo('#d8e4dd'));
    await page.locator('.frame img').waitFor();
    await page.getByRole('button', { name: 'Use this photo' }).click();
    await upload(page, await photo('#ffffff'));

    let sent = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/submit')) sent += 1;
    });
    await page.getByRole('button', { name: /^Send to Test/ }).dblclick();
    await page.getByRole('heading', { name: 'Your documents are being read' }).waitFor();
    assert.equal(sent, 1);

    let loads = 0;
    page.on('load', () => {
      loads += 1;
    });
    await api
      .db('documents')
      .where({ session_id: session.sessionId, kind: 'passport' })
      .update({ state: 'read' });
    await page.getByText('Read', { exact: true }).waitFor();
    assert.equal(loads, 0, 'the page was not loaded again');
    await decided(session, 'pending_review');
    await page.getByRole('heading', { name: 'Your part is done' }).waitFor();
    assert.ok(await page.getByText('You can close this page now').isVisible());
    assert.deepEqual(faults, []);
  });
});
