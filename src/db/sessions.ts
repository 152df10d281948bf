import type { Sealer } from '../crypto/seal.ts';
import type { IdentityDocument } from '../domain/document.ts';
import {
  PHASES_BEFORE,
  type Phase,
  type ReviewStatus,
  type SessionRef,
  type Tenant,
} from '../domain/session.ts';
import type { HeadTurn, SelfieAnswer, SessionCheck } from '../domain/session-check.ts';
import type { Db } from './connection.ts';
import type { NewRow } from './insert-together.ts';
import { firstRow, listed } from './rows.ts';
import { isUuid, ofTenant } from './tenancy.ts';

export interface Session extends SessionRef {
  policyId: string;
  externalUserId: string | null;
  returnUrl: string | null;
  webhookUrl: string | null;
  webhookSecretSealed: Buffer | null;
  metadataSealed: Buffer | null;
  phase: Phase;
  reviewStatus: ReviewStatus;
  identityDocument: IdentityDocument | null;
  consentedAt: Date | null;
  /** What is checked beyond the documents. */
  checks: SessionCheck[];
  /** Which way the head is to be turned; null where no selfie is asked for. */
  selfieTurn: HeadTurn | null;
  /** Whether the end-user's face may be compared; null until they answered. */
  selfieAnswer: SelfieAnswer | null;
  createdAt: Date;
  expiresAt: Date;
  submittedAt: Date | null;
  cancelRequestedAt: Date | null;
  completedAt: Date | null;
  returnPreparedAt: Date | null;
  /** Number of the last event for its receiver; 0 before the first. */
  eventSequence: number;
}

const TABLE = 'verification_sessions';
const COLUMNS = {
  sessionId: 'id',
  organizationId: 'organization_id',
  environment: 'environment',
  policyId: 'policy_id',
  externalUserId: 'external_user_id',
  returnUrl: 'return_url',
  webhookUrl: 'webhook_url',
  webhookSecretSealed: 'webhook_secret_sealed',
  metadataSealed: 'metadata_sealed',
  phase: 'phase',
  reviewStatus: 'review_status',
  identityDocument: 'identity_document',
  consentedAt: 'consented_at',
  checks: 'checks',
  selfieTurn: 'selfie_turn',
  selfieAnswer: 'selfie_answer',
  createdAt: 'created_at',
  expiresAt: 'expires_at',
  submittedAt: 'submitted_at',
  cancelRequestedAt: 'cancel_requested_at',
  completedAt: 'completed_at',
  returnPreparedAt: 'return_prepared_at',
  eventSequence: 'event_sequence',
};

const FIND = `select ${listed(COLUMNS)} from ${TABLE} where organization_id = ? and environment = ? and id = ?`;
const HOSTED = `
  select ${listed(COLUMNS)},
    (select name from organizations where organizations.id = organization_id) as "tenantName"
  from ${TABLE}`;
const FIND_BY_CLIENT_SECRET = `${HOSTED} where id = ? and client_secret_hash = ?`;
const FIND_BY_DEVICE = `${HOSTED} where (organization_id, environment, id) in (
  select organization_id, environment, session_id from device_sessions where session_id = ? and token_hash = ?
)`;

const only = (ref: SessionRef) => ({ ...ofTenant(ref), id: ref.sessionId });

export interface NewSession extends SessionRef {
  policyId: string;
  externalUserId?: string | undefined;
  returnUrl?: string | undefined;
  webhookUrl?: string | undefined;
  webhookSecret?: string | undefined;
  metadata?: Record<string, unknown> | undefined;
  checks?: readonly SessionCheck[] | undefined;
  selfieTurn?: HeadTurn | undefined;
  clientSecretHash: Buffer;
  createdAt: Date;
  expiresAt: Date;
  /** Events of its timeline that are written with it. */
  timelineSequence?: number;
}

/** Webhook secrets are sealed with the organization's key, metadata with the session's. */
export function newSessionRow(
  session: NewSession,
  sealers: { session: Sealer; organization: Sealer },
): NewRow {
  const { webhookSecret, metadata } = session;
  const columns = {
    ...only(session),
    policy_id: session.policyId,
    external_user_id: session.externalUserId,
    return_url: session.returnUrl,
    webhook_url: session.webhookUrl,
    webhook_secret_sealed: webhookSecret && sealers.organization.sealText('webhook-secret', webhookSecret),
    metadata_sealed: metadata && sealers.session.sealText('metadata', JSON.stringify(metadata)),
    checks: JSON.stringify(session.checks ?? []),
    selfie_turn: session.selfieTurn,
    client_secret_hash: session.clientSecretHash,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
    timeline_sequence: session.timelineSequence,
  };
  return { table: TABLE, columns };
}

/** The metadata that the tenant gave; empty where none was given. */
export function openMetadata(session: Session, sealer: Sealer): Record<string, unknown> {
  if (!session.metadataSealed) return {};
  return JSON.parse(sealer.openText('metadata', session.metadataSealed));
}

/** The secret that webhooks of the session are signed with, if it has one. Throws where its sealer is gone. */
export function openWebhookSecret(session: Session, organization: Sealer | undefined): string | undefined {
  if (!session.webhookSecretSealed) return undefined;
  if (!organization) throw new Error('The organization has no data key');
  return organization.openText('webhook-secret', session.webhookSecretSealed);
}

/** Undefined alike where there is none and where it is another tenant's. */
export async function findSession(db: Db, tenant: Tenant, sessionId: string): Promise<Session | undefined> {
  if (!isUuid(sessionId)) return undefined;
  return firstRow(db, FIND, [tenant.organizationId, tenant.environment, sessionId]);
}

/** A session and whose it is, as end-users are told. */
export interface HostedSession extends Session {
  tenantName: string;
}

/** The session that a client secret opens; it is what says whose tenant an end-user's request is. */
export async function findSessionByClientSecret(
  db: Db,
  sessionId: string,
  secretHash: Buffer,
): Promise<HostedSession | undefined> {
  if (!isUuid(sessionId)) return undefined;
  return firstRow(db, FIND_BY_CLIENT_SECRET, [sessionId, secretHash]);
}

/** The session that a device's token opens. */
export async function findSessionByDevice(
  db: Db,
  sessionId: string,
  tokenHash: Buffer,
): Promise<HostedSession | undefined> {
  if (!isUuid(sessionId)) return undefined;
  return firstRow(db, FIND_BY_DEVICE, [sessionId, tokenHash]);
}

/** Reads the session and holds its row until the transaction ends: every act that races with another takes it first. */
export async function lockSession(tx: Db, ref: SessionRef): Promise<Session | undefined> {
  return firstRow(tx, `${FIND} for update`, [ref.organizationId, ref.environment, ref.sessionId]);
}

export async function recordConsent(db: Db, ref: SessionRef, version: string, now: Date): Promise<void> {
  await db(TABLE)
    .where({ ...only(ref), consented_at: null })
    .update({ consent_version: version, consented_at: now });
}

/** What the end-user said to the comparison of their face, and which text they were shown. The last answer counts. */
export async function recordSelfieAnswer(
  db: Db,
  ref: SessionRef,
  { answer, version }: { answer: SelfieAnswer; version: string },
  now: Date,
): Promise<void> {
  await db(TABLE)
    .where(only(ref))
    .update({ selfie_answer: answer, selfie_text_version: version, selfie_answered_at: now });
}

export async function chooseIdentityDocument(
  db: Db,
  ref: SessionRef,
  choice: IdentityDocument,
): Promise<void> {
  await db(TABLE).where(only(ref)).update({ identity_document: choice });
}

/** A fact of the API: the end-user sent the documents. False where that was so before, or is no longer possible. */
export async function recordSubmission(tx: Db, ref: SessionRef, now: Date): Promise<boolean> {
  const changed = await tx(TABLE)
    .where({ ...only(ref), submitted_at: null, cancel_requested_at: null })
    .whereIn('phase', PHASES_BEFORE.processing)
    .andWhere('expires_at', '>', now)
    .update({ submitted_at: now });
  return changed === 1;
}

/** A fact of the API: somebody asked to cancel. False where it was asked before, or the documents were sent. */
export async function recordCancelRequest(tx: Db, ref: SessionRef, now: Date): Promise<boolean> {
  const changed = await tx(TABLE)
    .where({ ...only(ref), submitted_at: null, cancel_requested_at: null })
    .whereIn('phase', PHASES_BEFORE.canceled)
    .andWhere('expires_at', '>', now)
    .update({ cancel_requested_at: now });
  return changed === 1;
}

/** Moves the phase forward. False where it is there already, or the session has gone another way. */
export async function advancePhase(
  tx: Db,
  ref: SessionRef,
  phase: 'capturing' | 'processing' | 'expired' | 'canceled',
): Promise<boolean> {
  const changed = await tx(TABLE)
    .where(only(ref))
    .whereIn('phase', PHASES_BEFORE[phase])
    .modify((query) => {
      if (phase === 'processing') query.whereNotNull('submitted_at');
      else query.whereNull('submitted_at');
    })
    .update({ phase });
  return changed === 1;
}

/** Completes the capture and writes what the policy decided. */
export async function recordPolicyOutcome(
  tx: Db,
  ref: SessionRef,
  status: ReviewStatus,
  now: Date,
): Promise<void> {
  await tx(TABLE)
    .where({ ...only(ref), review_status: 'none' })
    .whereIn('phase', PHASES_BEFORE.complete)
    .update({ phase: 'complete', review_status: status, completed_at: now });
}

/** Writes an operator's verdict over `pending_review`. */
export async function recordReviewOutcome(
  tx: Db,
  ref: SessionRef,
  status: 'approved' | 'rejected',
): Promise<void> {
  await tx(TABLE)
    .where({ ...only(ref), review_status: 'pending_review' })
    .update({ review_status: status });
}

/** True the first time. */
export async function recordReturnPrepared(tx: Db, ref: SessionRef, now: Date): Promise<boolean> {
  const changed = await tx(TABLE)
    .where({ ...only(ref), return_prepared_at: null })
    .update({ return_prepared_at: now });
  return changed === 1;
}
