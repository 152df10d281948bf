import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBinaryCache, writableCache } from './binary-cache.ts';

describe('the cache of programs', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'idbeyond-cache-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const entry = {
    folder: 'server-1.0',
    file: 'server',
    works: async (path: string) => existsSync(path) && readFileSync(path, 'utf8') === 'works',
  };
  const writing = (text: string) => async (folder: string) => {
    writeFileSync(join(folder, 'server'), text);
    return { ok: true } as const;
  };

  it('makes a program once for two starts at the same time', async () => {
    let made = 0;
    const slowly = async (folder: string) => {
      made += 1;
      await new Promise((resolve) => setTimeout(resolve, 30));
      return writing('works')(folder);
    };
    const caches = [createBinaryCache(root, () => undefined), createBinaryCache(root, () => undefined)];
    const found = await Promise.all(caches.map((cache) => cache.findOrMake(entry, slowly)));
    assert.equal(made, 1);
    assert.deepEqual(found, [
      { path: join(root, 'server-1.0', 'server') },
      { path: join(root, 'server-1.0', 'server') },
    ]);
    assert.deepEqual(readdirSync(root), ['server-1.0']);
  });

  it('never keeps a program that does not work', async () => {
    const cache = createBinaryCache(root, () => undefined);
    assert.deepEqual(await cache.findOrMake(entry, writing('broken')), {
      reason: 'what came out does not run',
    });
    assert.deepEqual(readdirSync(root), []);
  });

  it('replaces a program that no longer works', async () => {
    const cache = createBinaryCache(root, () => undefined);
    await cache.findOrMake(entry, writing('works'));
    writeFileSync(join(root, 'server-1.0', 'server'), 'half');
    assert.equal(await cache.find(entry), undefined);
    assert.deepEqual(await cache.findOrMake(entry, writing('works')), {
      path: join(root, 'server-1.0', 'server'),
    });
  });

  it('lies in the first folder that can be written to', () => {
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    assert.equal(writableCache([undefined, join(file, 'below'), join(root, 'good')]), join(root, 'good'));
    assert.throws(() => writableCache([join(file, 'below')]), /XDG_CACHE_HOME/);
  });
});
