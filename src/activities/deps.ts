import type { Knex } from 'knex';
import type { ObjectStore } from '../adapters/object-store.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import type { VisionPool } from '../vision/pool.ts';

/** What activities of sessions need. Activities of other sockets say what they need themselves. */
export interface ActivityDeps {
  db: Knex;
  keys: KeyRing;
  objectStore: ObjectStore;
  vision: Pick<VisionPool, 'display' | 'read' | 'examine' | 'compareFaces'>;
  /** Origin and path under which the API is reached: events refer to what is fetched there. */
  publicUrl: string;
  /** Told of each picture that was read; for metrics. */
  onReading?: (facts: { kind: string; outcome: string; ms: number }) => void;
}
