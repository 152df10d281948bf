import type Router from '@koa/router';
import { findAsset } from '../../web/hosted/assets.ts';
import { ASSET_CACHE_CONTROL } from '../../web/shared/asset.ts';
import { ApiError } from '../errors.ts';
import type { ApiState } from '../state.ts';

/** The files of our own pages, at addresses that change with their content. */
export function assetRoutes(router: Router<ApiState>): void {
  router.get('/assets/:file', async (ctx) => {
    const asset = findAsset(`/assets/${ctx.params.file}`);
    if (!asset) throw new ApiError('ROUTE_NOT_FOUND');
    ctx.set('Cache-Control', ASSET_CACHE_CONTROL);
    ctx.body = asset.bytes;
    ctx.type = asset.contentType;
  });
}
