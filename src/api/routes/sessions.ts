import type Router from '@koa/router';
import { sessions } from '../../contract/sessions.ts';
import { organizationSealer } from '../../db/data-keys.ts';
import type { OutboxRow } from '../../db/outbox.ts';
import { dispatchNow } from '../../relay/outbox.ts';
import { answerOnce } from '../answer-once.ts';
import { cancelSession } from '../cancel-session.ts';
import { checkCallbacks, createSession } from '../create-session.ts';
import type { ApiDeps } from '../deps.ts';
import { reviewSession } from '../review-session.ts';
import { mountRoute } from '../route.ts';
import { viewProgress } from '../session-progress.ts';
import { viewSession } from '../session-view.ts';
import type { ApiState } from '../state.ts';

export function sessionRoutes(router: Router<ApiState>, deps: ApiDeps): void {
  mountRoute(router, deps, sessions.create, async ({ principal: tenant, body, repeatable }) => {
    checkCallbacks(deps, tenant.environment, body);
    const now = deps.clock();
    let message: OutboxRow | undefined;
    const reply = await deps.db.transaction(async (tx) => {
      const organization = await organizationSealer(tx, tenant, deps.keys, now);
      const create = async () => {
        const made = await createSession(tx, deps, { tenant, organization, body, now });
        message = made.message;
        return made.created;
      };
      if (!repeatable) return { body: await create() };
      const { name: route, status: statusCode } = sessions.create;
      return answerOnce(tx, { tenant, route, statusCode, repeatable, organization, now }, create);
    });
    if (message) await dispatchNow(deps, message);
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
