import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';

export type IHistory = proto.temporal.api.history.v1.IHistory;

/** The bytes of a history as the server keeps them. */
export function bytesOfHistory(history: IHistory): Uint8Array {
  return proto.temporal.api.history.v1.History.encode(history).finish();
}

/** Search attributes are for the server to look by, so no codec touches them. */
const FOR_THE_SERVER = new Set(['searchAttributes', 'upsertedSearchAttributes']);

/** Every payload that lies anywhere in a message, with where that is. */
export function payloadsIn(message: unknown, path = ''): { path: string; payload: Payload }[] {
  if (typeof message !== 'object' || message === null || message instanceof Uint8Array) return [];
  if (isPayload(message)) return [{ path, payload: message }];
  return Object.entries(message).flatMap(([name, value]) =>
    FOR_THE_SERVER.has(name) ? [] : payloadsIn(value, Array.isArray(message) ? path : `${path}.${name}`),
  );
}

function isPayload(message: object): message is Payload {
  return 'metadata' in message && 'data' in message && message.data instanceof Uint8Array;
}

export function metadataOf(payload: Payload, name: string): string {
  return Buffer.from(payload.metadata?.[name] ?? []).toString('utf8');
}
