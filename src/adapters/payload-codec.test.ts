import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload, ValueError } from '@temporalio/common';
import { SealError } from '../crypto/seal.ts';
import { createPayloadCodec, ENCRYPTED } from './payload-codec.ts';

const key = (id: string) => ({ id, key: randomBytes(32) });
const payloadOf = (value: unknown): Payload => {
  const payload = defaultPayloadConverter.toPayload(value);
  assert.ok(payload);
  return payload;
};
const textOf = (payload: Payload | undefined, name: string) =>
  Buffer.from(payload?.metadata?.[name] ?? []).toString();

describe('the payload codec', () => {
  it('gives back what it sealed', async () => {
    const codec = createPayloadCodec([key('v1')]);
    const values = [
      { sessionId: '018f', documents: ['a', 'b'] },
      null,
      'zwölf',
      undefined,
      new Uint8Array([0, 1]),
    ];
    const decoded = await codec.decode(await codec.encode(values.map(payloadOf)));
    assert.deepEqual(
      decoded.map((payload) => defaultPayloadConverter.fromPayload(payload)),
      values,
    );
  });

  it('shows nothing but its encoding and the name of the key', async () => {
    const codec = createPayloadCodec([key('v7')]);
    const [sealed] = await codec.encode([payloadOf({ who: 'planted-name' })]);
    assert.equal(textOf(sealed, 'encoding'), ENCRYPTED);
    assert.equal(textOf(sealed, 'encryption-key-id'), 'v7');
    assert.deepEqual(Object.keys(sealed?.metadata ?? {}).sort(), ['encoding', 'encryption-key-id']);
    assert.ok(!Buffer.from(sealed?.data ?? []).includes('planted-name'));
    assert.ok(!Buffer.from(sealed?.data ?? []).includes('json/plain'));
  });

  it('seals equal payloads differently', async () => {
    const codec = createPayloadCodec([key('v1')]);
    const [one, other] = await codec.encode([payloadOf('same'), payloadOf('same')]);
    assert.notDeepEqual(one?.data, other?.data);
  });

  it('opens what an older key of the ring sealed, and seals with the newest', async () => {
    const old = key('v1');
    const [sealed] = await createPayloadCodec([old]).encode([payloadOf('before')]);
    const rotated = createPayloadCodec([key('v2'), old]);
    const [opened] = await rotated.decode([sealed ?? {}]);
    assert.equal(defaultPayloadConverter.fromPayload(opened ?? {}), 'before');
    const [again] = await rotated.encode([payloadOf('after')]);
    assert.equal(textOf(again, 'encryption-key-id'), 'v2');
  });

  it('refuses a payload whose key left the ring', async () => {
    const [sealed] = await createPayloadCodec([key('v1')]).encode([payloadOf('gone')]);
    await assert.rejects(createPayloadCodec([key('v2')]).decode([sealed ?? {}]), ValueError);
  });

  it('refuses a payload that was changed', async () => {
    const codec = createPayloadCodec([key('v1')]);
    const [sealed] = await codec.encode([payloadOf('whole')]);
    const data = Buffer.from(sealed?.data ?? []);
    data[data.length - 1] = (data.at(-1) ?? 0) ^ 1;
    await assert.rejects(codec.decode([{ ...sealed, data }]), SealError);
  });

  it('refuses a payload that claims another key of the ring', async () => {
    const shared = randomBytes(32);
    const codec = createPayloadCodec([
      { id: 'v2', key: shared },
      { id: 'v1', key: shared },
    ]);
    const [sealed] = await codec.encode([payloadOf('mine')]);
    const metadata = { ...sealed?.metadata, 'encryption-key-id': Buffer.from('v1') };
    await assert.rejects(codec.decode([{ ...sealed, metadata }]), SealError);
  });

  it('passes through what was never sealed', async () => {
    const plain = payloadOf('plain');
    assert.deepEqual(await createPayloadCodec([key('v1')]).decode([plain]), [plain]);
  });

  it('needs a key, and each name once', () => {
    assert.throws(() => createPayloadCodec([]));
    assert.throws(() => createPayloadCodec([key('v1'), key('v1')]));
  });
});
