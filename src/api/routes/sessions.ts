import type Router from '@koa/router';
import { sessions } from '../../contract/sessions.ts';
import type { Db } from '../../db/connection.ts';
import { organizationSealer } from '../../db/data-keys.ts';
import type { OutboxRow } from '../../db/outbox.ts';
import { currentPolicy } from '../../db/policies.ts';
import { answerOnce } from '../answer-once.ts';
import { cancelSession } from '../cancel-session.ts';
import { checkCallbacks, createSession } from '../create-session.ts';
import type { ApiDeps } from '../deps.ts';
import { reviewSession } from '../review-session.ts';
import { mountRoute, type Repeatable } from '../route.ts';
import { viewProgress } from '../session-progress.ts';
import { viewSession } from '../session-view.ts';
import type { ApiState } from '../state.ts';

export function sessionRoutes(router: Router<ApiState>, deps: ApiDeps): void {
  mountRoute(router, deps, sessions.create, async ({ principal: tenant, body, repeatable }) => {
    checkCallbacks(deps, tenant.environment, body);
    const now = deps.clock();
    const [organization, { id: policyId }] = await Promise.all([
      organizationSealer(deps.db, tenant, deps.keys, now),
      currentPolicy(deps.db, tenant, deps.initialPolicy(tenant.environment), now),
    ]);
    let message: OutboxRow | undefined;
    const create = async (db: Db) => {
      const made = await createSession(db, deps, { tenant, organization, policyId, body, now });
      message = made.message;
      return made.created;
    };
    const once = async (given: Repeatable) => {
      const { name: route, status: statusCode } = sessions.create;
      const scope = { tenant, route, statusCode, repeatable: given, organization, now };
      return deps.db.transaction((tx) => answerOnce(tx, scope, () => create(tx)));
    };
    const reply = repeatable ? await once(repeatable) : { body: await create(deps.db) };
    if (message) await deps.dispatch(message);
    return reply;
  });

  mountRoute(router, deps, sessions.get, async ({ principal, params }) => ({
    body: await viewSession(deps, principal, params.sessionId),
  }));

  mountRoute(router, deps, sessions.progress, async ({ principal, params }) => ({
    body: await viewProgress(deps, principal, params.sessionId),
  }));

  mountRoute(router, deps, sessions.review, ({ principal, params, body, repeatable }) =>
    reviewSession(deps, {
      principal,
      sessionId: params.sessionId,
      body,
      idempotencyKey: repeatable?.key,
    }),
  );

  mountRoute(router, deps, sessions.cancel, async ({ principal, params: { sessionId } }) => {
    const phase = await cancelSession(deps, { ...principal, sessionId });
    return { body: { ok: true as const, sessionId, phase } };
  });
}
