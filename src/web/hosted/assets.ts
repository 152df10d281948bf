import { readFileSync } from 'node:fs';
import { type Asset, createAsset } from '../shared/asset.ts';
import { BRAND_ICON } from '../shared/brand.tsx';

const file = (path: string) => readFileSync(new URL(path, import.meta.url));

export const FLOW_STYLESHEET = createAsset(
  'flow',
  'css',
  'text/css; charset=utf-8',
  Buffer.concat([file('../shared/tokens.css'), file('./flow.css')]),
);

/** Makes the flow more pleasant where scripts are on; nothing needs it. */
export const FLOW_SCRIPT = createAsset('flow', 'js', 'text/javascript; charset=utf-8', file('./flow.js'));

export const FLOW_ICON = createAsset('icon', 'svg', 'image/svg+xml', Buffer.from(BRAND_ICON));

const ASSETS: readonly Asset[] = [FLOW_STYLESHEET, FLOW_SCRIPT, FLOW_ICON];

/** The file at an address under `/assets/`; undefined for an address of another build. */
export function findAsset(path: string): Asset | undefined {
  return ASSETS.find((asset) => asset.path === path);
}
