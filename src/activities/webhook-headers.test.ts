import assert from 'node:assert/strict';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { webhookHeaders } from './webhook-headers.ts';

const body = Buffer.from('{"event":"verification.completed","metadata":{"ort":"Zürich"}}');
const message = (secret: string | undefined) => ({
  eventId: '0190a0b0-0000-7000-8000-000000000001',
  body,
  secret,
  attempt: 3,
  now: new Date('2026-01-01T00:00:00.900Z'),
  version: '0.1.0',
});

/** A receiver as the integration guide writes one. */
function guideAccepts(secret: string, headers: Record<string, string>): boolean {
  const received = headers['X-Verification-Signature'] ?? '';
  const expected = createHmac('sha256', secret).update(body).digest('hex');
  return received.length === expected.length && timingSafeEqual(Buffer.from(received), Buffer.from(expected));
}

/** A receiver as Standard Webhooks 1.0 writes one, with the key bytes that its libraries would take. */
function standardAccepts(key: Buffer, headers: Record<string, string>): boolean {
  const signed = Buffer.concat([
    Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`),
    body,
  ]);
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

describe('the headers of a webhook', () => {
  it('sign the exact bytes as the guide verifies them', () => {
    for (const secret of ['change-me-min-16-chars-random', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']) {
      assert.ok(guideAccepts(secret, webhookHeaders(message(secret))), secret);
    }
  });

  it('sign by the decoded key where the secret is one of Standard Webhooks', () => {
    const headers = webhookHeaders(message('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'));
    assert.ok(standardAccepts(Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64'), headers));
  });

  it('sign by the bytes of the secret where it is not', () => {
    for (const secret of ['change-me-min-16-chars-random', 'whsec_not*base64*at*all']) {
      assert.ok(standardAccepts(Buffer.from(secret), webhookHeaders(message(secret))), secret);
    }
  });

  it('hold no signature where the session has no secret', () => {
    const names = Object.keys(webhookHeaders(message(undefined)));
    assert.deepEqual(
      names.filter((name) => /signature/i.test(name)),
      [],
    );
  });

  it('name the event, the attempt, its time in seconds and the sender', () => {
    const headers = webhookHeaders(message(undefined));
    assert.equal(headers['webhook-id'], '0190a0b0-0000-7000-8000-000000000001');
    assert.equal(headers['webhook-timestamp'], '1767225600');
    assert.equal(headers['X-Verification-Attempt'], '3');
    assert.equal(headers['User-Agent'], 'idbeyond/0.1.0');
    assert.equal(headers['Content-Type'], 'application/json');
  });
});
