import { v7 as uuidv7 } from 'uuid';
import { type Policy, policyFrom } from '../domain/policy.ts';
import type { Tenant } from '../domain/session.ts';
import type { Db } from './connection.ts';
import { ofTenant } from './tenancy.ts';

export interface PolicyVersion {
  id: string;
  version: number;
  rules: Policy;
}

const COLUMNS = { id: 'id', version: 'version', rules: 'rules' };

const opened = (row: PolicyVersion | undefined) => row && { ...row, rules: policyFrom(row.rules) };

async function newestPolicy(db: Db, tenant: Tenant): Promise<PolicyVersion | undefined> {
  return opened(await db('policies').where(ofTenant(tenant)).orderBy('version', 'desc').first(COLUMNS));
}

/** The policy that new sessions get; the first session of a tenant makes version 1 out of `initial`. */
export async function currentPolicy(
  db: Db,
  tenant: Tenant,
  initial: Policy,
  now: Date,
): Promise<PolicyVersion> {
  const newest = await newestPolicy(db, tenant);
  if (newest) return newest;
  await db('policies')
    .insert({
      id: uuidv7(),
      ...ofTenant(tenant),
      version: 1,
      rules: JSON.stringify(initial),
      created_at: now,
    })
    .onConflict(['organization_id', 'environment', 'version'])
    .ignore();
  const first = await newestPolicy(db, tenant);
  if (!first) throw new Error('The first policy was not kept');
  return first;
}

/** The policy that a session was created with: its row refers to it, and no policy is ever taken away. */
export async function policyOf(db: Db, session: Tenant & { policyId: string }): Promise<PolicyVersion> {
  const policy = opened(
    await db('policies')
      .where({ ...ofTenant(session), id: session.policyId })
      .first(COLUMNS),
  );
  if (!policy) throw new Error('The policy of the session is not there');
  return policy;
}
