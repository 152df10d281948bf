import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import type { Tenant } from '../domain/session.ts';
import { createKeyRing, type RingKey } from './key-ring.ts';
import { type Mark, marksOf } from './mark.ts';

const NUMBER = 'L898902C3';
const ringKey = (id: string): RingKey => ({ id, key: randomBytes(32) });
const hex = (marks: readonly Mark[]) => marks.map(({ keyId, hash }) => `${keyId} ${hash.toString('hex')}`);
const shared = (one: readonly Mark[], other: readonly Mark[]) => {
  const known = new Set(hex(one));
  return hex(other).filter((mark) => known.has(mark)).length;
};

describe('marks', () => {
  const [old, next, newest] = [ringKey('v1'), ringKey('v2'), ringKey('v3')];
  const keys = createKeyRing([old]);
  const tenant: Tenant = { organizationId: randomUUID(), environment: 'test' };
  const marks = (value: string, change: Partial<Tenant> = {}, ring = keys) =>
    marksOf(ring, { ...tenant, ...change }, 'document_number', value);

  it('are the same for the same thing, and others for another', () => {
    assert.deepEqual(hex(marks(NUMBER)), hex(marks(NUMBER)));
    assert.equal(shared(marks(NUMBER), marks('L898902C4')), 0);
  });

  it('share nothing with those of another organization, another environment or another kind of thing', () => {
    assert.equal(shared(marks(NUMBER), marks(NUMBER, { organizationId: randomUUID() })), 0);
    assert.equal(shared(marks(NUMBER), marks(NUMBER, { environment: 'live' })), 0);
    assert.equal(shared(marks(NUMBER), marksOf(keys, tenant, 'picture', NUMBER)), 0);
  });

  it('say nothing to who has another key', () => {
    assert.equal(shared(marks(NUMBER), marks(NUMBER, {}, createKeyRing([ringKey('v1')]))), 0);
  });

  it('are known again while a ring is rotated, as long as one key was there both times', () => {
    const before = marks(NUMBER);
    const during = marks(NUMBER, {}, createKeyRing([next, old]));
    const after = marks(NUMBER, {}, createKeyRing([newest, next]));
    assert.deepEqual([before.length, during.length, after.length], [1, 2, 2]);
    assert.equal(shared(before, during), 1);
    assert.equal(shared(during, after), 1);
    assert.equal(shared(before, after), 0);
  });

  it('do not hold what they are of', () => {
    const [mark] = marks(NUMBER);
    assert.equal(mark?.hash.length, 32);
    assert.equal(mark?.hash.includes(NUMBER), false);
  });
});
