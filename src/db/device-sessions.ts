import { v7 as uuidv7 } from 'uuid';
import { MAX_DEVICES, type SessionRef } from '../domain/session.ts';
import type { Db } from './connection.ts';
import { ofSession } from './tenancy.ts';

/** Connects a device. A session has at most {@link MAX_DEVICES}: a further one takes the place of the oldest, so that nobody is locked out. */
export async function insertDeviceSession(
  tx: Db,
  ref: SessionRef,
  tokenHash: Buffer,
  now: Date,
): Promise<void> {
  await tx('device_sessions').insert({
    id: uuidv7(),
    ...ofSession(ref),
    token_hash: tokenHash,
    created_at: now,
  });
  const kept = tx('device_sessions')
    .where(ofSession(ref))
    .orderBy('id', 'desc')
    .limit(MAX_DEVICES)
    .select('id');
  await tx('device_sessions').where(ofSession(ref)).whereNotIn('id', kept).delete();
}
