import { v7 as uuidv7 } from 'uuid';
import type { Mark, MarkKind } from '../crypto/mark.ts';
import type { SessionRef } from '../domain/session.ts';
import type { Db } from './connection.ts';
import { ofSession } from './tenancy.ts';

/** Keeps marks of a document. Those that it has already change nothing. */
export async function insertMarks(
  tx: Db,
  ref: SessionRef,
  { documentId, kind, marks }: { documentId: string; kind: MarkKind; marks: readonly Mark[] },
  now: Date,
): Promise<void> {
  if (marks.length === 0) return;
  const rows = marks.map(({ keyId, hash }) => ({
    id: uuidv7(),
    ...ofSession(ref),
    document_id: documentId,
    kind,
    key_id: keyId,
    hash,
    created_at: now,
  }));
  await tx('document_marks').insert(rows).onConflict(['document_id', 'kind', 'key_id', 'hash']).ignore();
}

/**
 * The left join keeps a mark that no other session has, so that "seen nowhere" and "never marked" differ. Sessions of
 * the same user of the tenant do not count: whoever starts again shows the same document.
 */
const SEEN_ELSEWHERE = `
  select own.document_id, own.kind, count(distinct other.session_id) as sessions
  from document_marks own
  join verification_sessions mine
    on mine.organization_id = own.organization_id and mine.environment = own.environment and mine.id = own.session_id
  left join (
    document_marks other
    join verification_sessions theirs
      on theirs.organization_id = other.organization_id and theirs.environment = other.environment
      and theirs.id = other.session_id
  )
    on other.organization_id = own.organization_id and other.environment = own.environment
    and other.kind = own.kind and other.hash = own.hash and other.key_id = own.key_id
    and other.session_id <> own.session_id
    and (mine.external_user_id is null or theirs.external_user_id is distinct from mine.external_user_id)
  where own.organization_id = :organization_id and own.environment = :environment
    and own.session_id = :session_id and own.document_id = any(:ids)
  group by own.document_id, own.kind`;

/** In how many sessions of others of the tenant and environment each document's marks are found, by document and kind. */
export async function countSeenElsewhere(
  db: Db,
  ref: SessionRef,
  documentIds: readonly string[],
): Promise<Map<string, Partial<Record<MarkKind, number>>>> {
  const found: { rows: { document_id: string; kind: MarkKind; sessions: number }[] } = await db.raw(
    SEEN_ELSEWHERE,
    { ...ofSession(ref), ids: documentIds },
  );
  const counts = new Map<string, Partial<Record<MarkKind, number>>>();
  for (const { document_id, kind, sessions } of found.rows) {
    counts.set(document_id, { ...counts.get(document_id), [kind]: sessions });
  }
  return counts;
}
