import type { Knex } from 'knex';
import type { ListedObject, ObjectStore } from '../adapters/object-store.ts';
import { namedStagingKeys } from '../db/documents.ts';
import { STAGING_PREFIX } from '../domain/picture.ts';
import { runLoop } from './loop.ts';
import type { RelayLog } from './relay-log.ts';

export interface StagingDeps {
  db: Knex;
  objectStore: Pick<ObjectStore, 'list' | 'remove'>;
  log: RelayLog;
  clock: () => Date;
}

const EVERY_MS = 10 * 60_000;
/** An upload that got its object but no row by then never will. */
const ABANDONED_AFTER_MS = 60 * 60_000;
const BATCH = 500;

/** Takes uploads away that no session knows of, until the signal says stop. */
export function sweepStaging(deps: StagingDeps, signal: AbortSignal): Promise<void> {
  return runLoop(
    {
      name: 'staging',
      everyMs: EVERY_MS,
      log: deps.log,
      round: async (stop) => {
        await sweepRound(deps, stop);
        return 'idle';
      },
    },
    signal,
  );
}

/** One round. Returns how many objects were removed. */
export async function sweepRound(deps: StagingDeps, signal: AbortSignal): Promise<number> {
  const { objectStore, log, clock } = deps;
  const abandonedBefore = new Date(clock().getTime() - ABANDONED_AFTER_MS);
  let removed = 0;
  let batch: ListedObject[] = [];
  for await (const object of objectStore.list(STAGING_PREFIX)) {
    if (signal.aborted) break;
    if (object.modifiedAt < abandonedBefore) batch.push(object);
    if (batch.length < BATCH) continue;
    removed += await removeUnnamed(deps, batch);
    batch = [];
  }
  removed += await removeUnnamed(deps, batch);
  if (removed > 0) log.info({ code: 'STAGING_SWEPT', objects: removed });
  return removed;
}

async function removeUnnamed(
  { db, objectStore, clock }: StagingDeps,
  objects: ListedObject[],
): Promise<number> {
  if (objects.length === 0) return 0;
  const named = await namedStagingKeys(
    db,
    objects.map(({ key }) => key),
    clock(),
  );
  const unnamed = objects.filter(({ key }) => !named.has(key));
  for (const { key } of unnamed) await objectStore.remove(key);
  return unnamed.length;
}
