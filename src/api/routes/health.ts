import type Router from '@koa/router';
import { health } from '../../contract/health.ts';
import type { ApiDeps } from '../deps.ts';
import { ApiError } from '../errors.ts';
import { checkReadiness } from '../readiness.ts';
import { mountRoute } from '../route.ts';
import type { ApiState } from '../state.ts';

export function healthRoutes(router: Router<ApiState>, deps: ApiDeps): void {
  mountRoute(router, deps, health.live, async () => ({ body: { ok: true as const } }));
  mountRoute(router, deps, health.ready, async () => {
    const { ready, missing } = await checkReadiness(deps.readiness);
    if (!ready) throw new ApiError('NOT_READY', { missing });
    return { body: { ok: true as const, missing } };
  });
}
