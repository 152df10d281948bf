import type Router from '@koa/router';
import { openapiDocument } from '../../contract/openapi.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiState } from '../state.ts';

/** The contract in OpenAPI 3.1, as this installation is reached. Made when it is first asked for. */
export function openapiRoutes(router: Router<ApiState>, { publicUrl }: Pick<ApiDeps, 'publicUrl'>): void {
  let text: string | undefined;
  router.get('/api/openapi.json', (ctx) => {
    text ??= JSON.stringify(openapiDocument(publicUrl));
    ctx.type = 'application/json';
    ctx.body = text;
  });
}
