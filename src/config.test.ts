import assert from 'node:assert/strict';
import { ConfigError, readConfig } from './config.ts';

const KEY = Buffer.alloc(32, 1).toString('base64');
const COMPLETE = {
  PUBLIC_URL: 'https://verify.example/',
  DATABASE_URL: 'postgres://idbeyond@127.0.0.1/idbeyond',
  S3_ENDPOINT: 'http://127.0.0.1:9000',
  S3_ACCESS_KEY: 'key',
  S3_SECRET_KEY: 'long-enough',
  MASTER_KEYS: `v1:${KEY}`,
  CODEC_KEYS: `v1:${KEY}`,
};

describe('the configuration', () => {
  it('takes an empty value for one that is not given', () => {
    assert.equal(readConfig({ ...COMPLETE, METRICS_PORT: '' }).METRICS_PORT, undefined);
    assert.equal(readConfig({ ...COMPLETE, METRICS_PORT: '3002' }).METRICS_PORT, 3002);
  });

  it('takes blocks of addresses, and names those that are none without showing them', () => {
    const { WEBHOOK_ALLOWED_CIDRS } = readConfig({
      ...COMPLETE,
      WEBHOOK_ALLOWED_CIDRS: '10.1.0.0/16, fd00::/8',
    });
    assert.deepEqual(WEBHOOK_ALLOWED_CIDRS, ['10.1.0.0/16', 'fd00::/8']);
    for (const wrong of ['10.0.0.0/99', 'PLANTED', '10.1.0.0/16,x'])
      assert.throws(
        () => readConfig({ ...COMPLETE, WEBHOOK_ALLOWED_CIDRS: wrong }),
        (error) =>
          error instanceof ConfigError &&
          error.message.includes('WEBHOOK_ALLOWED_CIDRS: must be blocks') &&
          !error.message.includes('PLANTED'),
      );
  });

  it('tells every problem at once', () => {
    assert.throws(() => readConfig({ PORT: 'many' }), /PORT.*DATABASE_URL.*MASTER_KEYS/s);
  });
});
