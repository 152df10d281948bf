import { type Payload, type PayloadCodec, ValueError } from '@temporalio/common';
// CommonJS whose names Node.js does not find by itself.
import proto from '@temporalio/proto';
import type { RingKey } from '../crypto/key-ring.ts';
import { open, seal } from '../crypto/seal.ts';

const ENCODING = 'encoding';
const KEY_ID = 'encryption-key-id';
export const ENCRYPTED = 'binary/encrypted';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

const purpose = (keyId: string) => `temporal-payload/${keyId}`;

/**
 * Seals every payload that Temporal keeps. The first key of the ring seals; a payload names the key that opens
 * it, so that histories written before a rotation still read as long as the old key is on the ring. What was
 * not sealed (search attributes, histories of a codec-less client) is passed through.
 *
 * Throws where the ring is empty or names a key twice; decoding throws `ValueError` for a key that the ring
 * lacks and `SealError` for bytes that were changed.
 */
export function createPayloadCodec(ring: readonly RingKey[]): PayloadCodec {
  const [newest] = ring;
  const keys = new Map(ring.map(({ id, key }) => [id, key]));
  if (!newest || keys.size !== ring.length)
    throw new Error('A codec ring needs at least one key, and each name once');

  const encode = (payload: Payload): Payload => ({
    metadata: { [ENCODING]: Buffer.from(ENCRYPTED), [KEY_ID]: Buffer.from(newest.id) },
    data: seal(newest.key, purpose(newest.id), PayloadMessage.encode(payload).finish()),
  });

  const decode = (payload: Payload): Payload => {
    if (textOf(payload, ENCODING) !== ENCRYPTED) return payload;
    const keyId = textOf(payload, KEY_ID);
    const key = keys.get(keyId);
    if (!key) throw new ValueError('The key of a payload is not on the codec ring');
    return PayloadMessage.decode(open(key, purpose(keyId), payload.data ?? new Uint8Array()));
  };

  return {
    encode: async (payloads) => payloads.map(encode),
    decode: async (payloads) => payloads.map(decode),
  };
}

function textOf(payload: Payload, name: string): string {
  return Buffer.from(payload.metadata?.[name] ?? []).toString('utf8');
}
