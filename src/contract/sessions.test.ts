import assert from 'node:assert/strict';
import { MAX_METADATA_BYTES } from './metadata.ts';
import { createSessionBody, reviewBody } from './sessions.ts';

const issuesOf = (body: unknown) =>
  createSessionBody
    .safeParse(body)
    .error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];
const taken = (body: unknown) => assert.deepEqual(issuesOf(body), []);
const refused = (body: unknown, ...problems: RegExp[]) => {
  const issues = issuesOf(body);
  assert.equal(issues.length, problems.length, issues.join('; '));
  for (const [index, problem] of problems.entries()) assert.match(issues[index] ?? '', problem);
};
const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`);
/** Metadata that takes exactly so many bytes as JSON. */
const metadataOf = (bytes: number, letter = 'x') => {
  const frame = Buffer.byteLength(JSON.stringify({ a: '' }));
  return { a: letter.repeat((bytes - frame) / Buffer.byteLength(letter)) };
};

describe('the body that creates a session', () => {
  it('may be empty: every field is optional', () => taken({}));

  it('takes all fields of the guide', () =>
    taken({
      externalUserId: 'user_123',
      returnUrl: 'https://tenant.example/kyc/done',
      webhookUrl: 'https://tenant.example/webhooks/kyc',
      webhookSecret: 'change-me-min-16-chars-random',
      metadata: { campaign: 'q3', nested: [{ deep: null }] },
    }));

  it('takes metadata of 16 kB and not of one byte more', () => {
    taken({ metadata: metadataOf(MAX_METADATA_BYTES) });
    refused({ metadata: metadataOf(MAX_METADATA_BYTES + 1) }, /^metadata must be at most 16 kB/);
  });

  it('counts the bytes of metadata, not its letters', () => {
    taken({ metadata: metadataOf(MAX_METADATA_BYTES, 'éé') });
    refused({ metadata: metadataOf(MAX_METADATA_BYTES + 4, 'éé') }, /16 kB/);
  });

  it('takes metadata of 32 levels and survives one of thousands', () => {
    taken({ metadata: nested(32) });
    refused({ metadata: nested(33) }, /^metadata must be nested at most 32/);
    refused({ metadata: nested(4000) }, /nested/);
  });

  it('takes only an object as metadata', () => {
    for (const metadata of [[], 'text', 1, null, true]) refused({ metadata }, /^metadata must be an object/);
  });

  it('refuses names and numbers in metadata that would not come back as they were sent', () => {
    refused({ metadata: JSON.parse('{"a":{"__proto__":1}}') }, /__proto__/);
    refused({ metadata: JSON.parse('{"__proto__":{}}') }, /__proto__/);
    refused({ metadata: JSON.parse('{"a":1e999}') }, /out of range/);
  });

  it('takes a webhookSecret of 16 to 128 printable characters', () => {
    const webhookUrl = 'https://tenant.example/';
    const secret = (webhookSecret: unknown) => ({ webhookUrl, webhookSecret });
    taken(secret('x'.repeat(16)));
    taken(secret('x'.repeat(128)));
    taken(secret(' !"#$%&~0123456789'));
    refused(secret('x'.repeat(15)), /^webhookSecret must have at least 16/);
    refused(secret('x'.repeat(129)), /^webhookSecret must have at most 128/);
    refused(secret('schlüssel-schlüssel'), /^webhookSecret must be printable/);
    refused(secret('0123456789abcdef\n'), /^webhookSecret must be printable/);
  });

  it('takes a webhookSecret only together with a webhookUrl', () =>
    refused(
      { webhookSecret: '0123456789abcdef' },
      /^webhookSecret is only allowed together with webhookUrl/,
    ));

  it('takes an externalUserId that a database and a page can hold', () => {
    taken({ externalUserId: 'Ünïcode 用户 👩‍🚀' });
    refused({ externalUserId: '' }, /^externalUserId /);
    refused({ externalUserId: 'x'.repeat(256) }, /^externalUserId /);
    refused({ externalUserId: 'a\u0000b' }, /control characters/);
    refused({ externalUserId: 'a\ud800b' }, /control characters/);
  });

  it('takes checks that there are, each once', () => {
    taken({ checks: [] });
    taken({ checks: ['selfie'] });
    refused({ checks: ['liveness'] }, /^checks\.0 /);
    refused({ checks: 'selfie' }, /^checks /);
    refused({ checks: ['selfie', 'selfie'] }, /^checks /);
  });

  it('names each wrong field', () =>
    refused(
      { externalUserId: 1, returnUrl: 'x', metadata: 1 },
      /^externalUserId/,
      /^returnUrl/,
      /^metadata/,
    ));

  it('is an object', () => {
    for (const body of [[], null, 'x', 1]) refused(body, /^ /);
  });
});

describe('the body of a review', () => {
  it('needs a decision and takes a reason and a note', () => {
    assert.equal(reviewBody.safeParse({ decision: 'approve' }).success, true);
    assert.equal(reviewBody.safeParse({ decision: 'reject', reason: 'r', note: 'two\nlines' }).success, true);
    assert.equal(reviewBody.safeParse({}).success, false);
    assert.equal(reviewBody.safeParse({ decision: 'approved' }).success, false);
    assert.equal(reviewBody.safeParse({ decision: 'approve', extra: 1 }).success, false);
    assert.equal(reviewBody.safeParse({ decision: 'approve', note: '\udfff' }).success, false);
  });
});
