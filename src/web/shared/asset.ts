import { createHash } from 'node:crypto';

/** A file of our own pages. Its address changes with its content, so it may be kept for ever. */
export interface Asset {
  path: string;
  contentType: string;
  bytes: Buffer;
}

export const ASSET_CACHE_CONTROL = 'public, max-age=31536000, immutable';

/** Names an asset after its content. */
export function createAsset(name: string, extension: string, contentType: string, bytes: Buffer): Asset {
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 12);
  return { path: `/assets/${name}-${hash}.${extension}`, contentType, bytes };
}
