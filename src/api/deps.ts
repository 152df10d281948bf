import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { ObjectStore } from '../adapters/object-store.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import type { Inspection } from '../domain/document.ts';
import type { PictureSubject } from '../domain/picture-quality.ts';
import type { Policy } from '../domain/policy.ts';
import type { Environment } from '../domain/session.ts';
import type { Dispatcher } from '../relay/dispatcher.ts';
import type { VerificationClient } from '../relay/verification-client.ts';
import type { ReadinessCheck } from './readiness.ts';

/** All that the API is given. Hosted pages use it too. */
export interface ApiDeps {
  db: Knex;
  keys: KeyRing;
  verification: Pick<VerificationClient, 'queryProgress' | 'review'>;
  /** Tells workflows what was committed, behind the request. */
  dispatch: Dispatcher['send'];
  objectStore: ObjectStore;
  /** Judges an uploaded picture before anything is kept of it. */
  inspectPicture: (bytes: Buffer, subject: PictureSubject) => Promise<Inspection>;
  clock: () => Date;
  /** Origin and path under which the installation is reached, without a slash at its end. */
  publicUrl: string;
  /** Version 1 of the policy of a tenant that has none yet. */
  initialPolicy: (environment: Environment) => Policy;
  /** Whether test sessions may name this machine as return or webhook address. */
  allowLoopbackInTest: boolean;
  /** Blocks of addresses that webhooks may reach although they are reserved. */
  allowedWebhookCidrs: readonly string[];
  readiness: readonly ReadinessCheck[];
  /** Told of each request that was answered; for metrics. */
  onRequest?: (facts: { method: string; route: string; status: number; ms: number }) => void;
  log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
}
