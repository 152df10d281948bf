import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { chromiumLaunch } from './chromium.ts';

describe('the Chromium of the page tests', function () {
  // The first time, it is unpacked.
  this.timeout(120_000);

  it('starts, draws a page and shows what it says', async () => {
    const browser = await chromium.launch(await chromiumLaunch());
    try {
      const page = await browser.newPage({ viewport: { width: 360, height: 640 } });
      await page.setContent('<!doctype html><h1 style="font-size:40px;color:red">Hello</h1>');
      assert.equal(await page.textContent('h1'), 'Hello');
      const shot = await page.screenshot();
      assert.ok(shot.length > 1000, 'the screenshot is empty');
    } finally {
      await browser.close();
    }
  });
});
