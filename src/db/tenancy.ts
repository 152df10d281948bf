import type { SessionRef, Tenant } from '../domain/session.ts';

/** The columns by which every row of a tenant is found. */
export function ofTenant({ organizationId, environment }: Tenant) {
  return { organization_id: organizationId, environment };
}

/** The same, and the session that the row belongs to. */
export function ofSession(ref: SessionRef) {
  return { ...ofTenant(ref), session_id: ref.sessionId };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether PostgreSQL will take the text as a uuid: an odd id is an absent one, not an error. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
