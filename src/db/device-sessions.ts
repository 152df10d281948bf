import { v7 as uuidv7 } from 'uuid';
import { MAX_DEVICES, type SessionRef } from '../domain/session.ts';
import type { Db } from './connection.ts';
import type { NewRow } from './insert-together.ts';
import { ofSession } from './tenancy.ts';

export function newDeviceRow(ref: SessionRef, tokenHash: Buffer, now: Date): NewRow {
  const columns = { id: uuidv7(), ...ofSession(ref), token_hash: tokenHash, created_at: now };
  return { table: 'device_sessions', columns };
}

/** A session has at most {@link MAX_DEVICES}: a further one takes the place of the oldest, so that nobody is locked out. */
export async function removeOldestDevices(tx: Db, ref: SessionRef): Promise<void> {
  const kept = tx('device_sessions')
    .where(ofSession(ref))
    .orderBy('id', 'desc')
    .limit(MAX_DEVICES)
    .select('id');
  await tx('device_sessions').where(ofSession(ref)).whereNotIn('id', kept).delete();
}
