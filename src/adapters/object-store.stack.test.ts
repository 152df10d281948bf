import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { testConfig } from '../../test/support/stack.ts';
import { createObjectStore, ObjectMissingError, type ObjectStore } from './object-store.ts';

describe('the object store, on the real server', () => {
  let store: ObjectStore;
  let elsewhere: ObjectStore;
  before(() => {
    const config = testConfig();
    const options = {
      endpoint: config.S3_ENDPOINT,
      region: config.S3_REGION,
      bucket: config.S3_BUCKET,
      accessKey: config.S3_ACCESS_KEY,
      secretKey: config.S3_SECRET_KEY,
    };
    store = createObjectStore(options);
    elsewhere = createObjectStore({ ...options, bucket: `missing-${randomUUID()}` });
  });

  it('keeps bytes as they are, large ones too, until they are removed', async () => {
    const key = `original/${randomUUID()}/a`;
    for (const bytes of [randomBytes(12 * 1024 * 1024), Buffer.from('small'), Buffer.alloc(0)]) {
      await store.put(key, bytes);
      assert.ok((await store.get(key)).equals(bytes));
      assert.equal((await store.stat(key))?.size, bytes.length);
    }
    await store.remove(key);
    await assert.rejects(store.get(key), ObjectMissingError);
    assert.equal(await store.stat(key), undefined);
    await store.remove(key);
  });

  it('lists what lies below a prefix, with its time', async () => {
    const prefix = `staging/${randomUUID()}/`;
    const keys = ['a', 'b/c', 'd'].map((name) => prefix + name);
    for (const key of keys) await store.put(key, Buffer.from(key));
    const listed: string[] = [];
    for await (const { key, modifiedAt } of store.list(prefix)) {
      assert.ok(Math.abs(Date.now() - modifiedAt.getTime()) < 60_000);
      listed.push(key);
    }
    assert.deepEqual(listed.sort(), keys);
    for (const key of keys) await store.remove(key);
  });

  it('is reachable where its bucket is, which can be made by several at once', async () => {
    assert.equal(await store.isReachable(), true);
    assert.equal(await elsewhere.isReachable(), false);
    await Promise.all([store.ensureBucket(), store.ensureBucket()]);
    assert.equal(await store.isReachable(), true);
  });
});
