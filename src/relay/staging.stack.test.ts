import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { createMemoryObjectStore } from '../../test/support/object-store.ts';
import { seedSession, seedTenant, testKeyRing } from '../../test/support/session-rows.ts';
import { testConfig } from '../../test/support/stack.ts';
import { connect } from '../db/connection.ts';
import { insertDocument } from '../db/documents.ts';
import { pictureKey } from '../domain/picture.ts';
import { sweepRound } from './staging.ts';

const HOUR_MS = 60 * 60_000;

describe('the sweeper of uploads', () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const never = new AbortController().signal;
  let now = new Date('2026-01-01T00:00:00.000Z');
  let db: Knex;

  before(() => {
    db = connect({ url: testConfig().DATABASE_URL, pool: 3 });
  });
  after(() => db.destroy());

  it('removes what no session knows of after an hour, and nothing else', async () => {
    const objectStore = createMemoryObjectStore(() => now);
    const { session, sealer } = await seedSession(db, testKeyRing(), await seedTenant(db), { now });
    const documentId = randomUUID();
    const named = pictureKey('staging', session, documentId);
    const document = {
      id: documentId,
      slot: { kind: 'passport', side: 'front' },
      fingerprint: Buffer.from('f'),
      sizeBytes: 1,
      contentType: 'image/jpeg',
      width: 1,
      height: 1,
      stagingKey: named,
    } as const;
    await insertDocument(db, session, document, sealer, now);
    const lost = `staging/${randomUUID()}`;
    const original = `original/${randomUUID()}`;
    for (const key of [named, lost, original]) await objectStore.put(key, Buffer.from('x'));
    now = new Date(now.getTime() + HOUR_MS - 1_000);
    const young = `staging/${randomUUID()}`;
    await objectStore.put(young, Buffer.from('x'));

    const sweep = () => sweepRound({ db, objectStore, log, clock: () => now }, never);
    assert.equal(await sweep(), 0);
    now = new Date(now.getTime() + 2_000);
    assert.equal(await sweep(), 1);
    assert.deepEqual([...objectStore.objects.keys()].sort(), [named, original, young].sort());
  });

  it('sweeps many in one round', async () => {
    const objectStore = createMemoryObjectStore(() => now);
    for (let index = 0; index < 1_100; index++) await objectStore.put(`staging/${index}`, Buffer.from('x'));
    now = new Date(now.getTime() + 2 * HOUR_MS);
    assert.equal(await sweepRound({ db, objectStore, log, clock: () => now }, never), 1_100);
    assert.equal(objectStore.objects.size, 0);
  });

  it('ends early when it is told to stop', async () => {
    const objectStore = createMemoryObjectStore(() => now);
    await objectStore.put('staging/a', Buffer.from('x'));
    now = new Date(now.getTime() + 2 * HOUR_MS);
    assert.equal(await sweepRound({ db, objectStore, log, clock: () => now }, AbortSignal.abort()), 0);
  });
});
