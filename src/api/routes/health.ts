import type Router from '@koa/router';
import { health } from '../../contract/health.ts';
import type { ApiDeps } from '../deps.ts';
import { ApiError } from '../errors.ts';
import { answersInTime } from '../readiness.ts';
import { mountRoute } from '../route.ts';
import type { ApiState } from '../state.ts';

export function healthRoutes(router: Router<ApiState>, deps: ApiDeps): void {
  mountRoute(router, deps, health.live, async () => ({ body: { ok: true as const } }));
  mountRoute(router, deps, health.ready, async () => {
    const answers = await Promise.all(deps.readiness.map(answersInTime));
    const absent = deps.readiness.filter((_, index) => !answers[index]);
    const missing = absent.map(({ name }) => name);
    if (absent.some(({ required }) => required)) throw new ApiError('NOT_READY', { missing });
    return { body: { ok: true as const, missing } };
  });
}
