import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createBinaryCache } from './binary-cache.ts';
import type { CommandOptions, CommandOutcome } from './command.ts';
import { type Finding, findObjectStore, findTemporal } from './programs.ts';

/** A machine on which each program is there or not; what was run on it is written down. */
interface Machine {
  onPath?: string[];
  go?: 'missing' | 'old' | 'builds' | 'fails';
  download?: 'unreachable' | 'refused';
}

const ANSWERS: Record<string, string> = {
  temporal: 'temporal version 1.8.2 (Server 1.31.2)',
  versitygw: 'Version  : v1.7.0',
  minio: 'minio version RELEASE.2025',
};

describe('where a server comes from', () => {
  let folder: string;
  let ran: string[];
  let said: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'idbeyond-programs-'));
    ran = [];
    said = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function runGo(machine: Machine, args: string[]): CommandOutcome {
    if ((machine.go ?? 'missing') === 'missing') return { code: undefined, output: 'spawn go ENOENT' };
    if (args[0] === 'env') {
      return { code: 0, output: machine.go === 'old' ? 'go1.20.1\nauto\n' : 'go1.26.8\nlocal\n' };
    }
    if (machine.go === 'fails') return { code: 1, output: 'go: downloading x v1\nx.go:1: no such thing\n' };
    writeFileSync(args[args.indexOf('-o') + 1] ?? '', 'program', { mode: 0o755 });
    return { code: 0, output: '' };
  }

  function finding(machine: Machine): Finding {
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    for (const name of machine.onPath ?? []) writeFileSync(join(bin, name), 'program', { mode: 0o755 });
    const run = async (file: string, args: string[], _options?: CommandOptions): Promise<CommandOutcome> => {
      ran.push([basename(file), ...args].join(' '));
      if (file === 'go') return runGo(machine, args);
      return { code: 0, output: ANSWERS[basename(file)] ?? '' };
    };
    const fetch = async () => {
      if (machine.download === 'refused') return new Response('no', { status: 503 });
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ENOTFOUND' }) });
    };
    const say = (line: string) => said.push(line);
    const cache = createBinaryCache(join(folder, 'cache'), say);
    mkdirSync(cache.root, { recursive: true });
    return { run, say, env: { PATH: bin, HOME: folder }, cache, fetch };
  }

  it('is PATH before anything else', async () => {
    const found = await findTemporal(finding({ onPath: ['temporal'], go: 'builds' }));
    assert.equal(found.path, join(folder, 'bin', 'temporal'));
    assert.ok(!ran.some((command) => command.startsWith('go ')));
  });

  it('is not a program on PATH that answers like another one', async () => {
    const machine = finding({ onPath: ['temporal'], go: 'builds' });
    const run: Finding['run'] = async (file, args, options) =>
      file.startsWith(join(folder, 'bin'))
        ? { code: 0, output: 'some other program 1.0' }
        : machine.run(file, args, options);
    assert.equal((await findTemporal({ ...machine, run })).from, 'Go build');
  });

  it('is a Go build where the download cannot be reached, and the person is told', async () => {
    const found = await findTemporal(finding({ go: 'builds' }));
    assert.equal(found.from, 'Go build');
    assert.match(said.join('\n'), /official download.*failed.*ENOTFOUND.*trying Go/);
  });

  it('is the cache the second time, without a build', async () => {
    const machine = finding({ go: 'builds' });
    const first = await findTemporal(machine);
    ran = [];
    const second = await findTemporal(machine);
    assert.equal(second.from, 'cache');
    assert.equal(second.path, first.path);
    assert.ok(!ran.some((command) => command.startsWith('go ')));
  });

  it('is nowhere without PATH, download and Go: every reason is told, and what to do', async () => {
    await assert.rejects(findTemporal(finding({ go: 'missing', download: 'refused' })), (error: Error) => {
      assert.match(error.message, /There is no Temporal server/);
      assert.match(error.message, /on PATH: not found/);
      assert.match(error.message, /download: answered 503/);
      assert.match(error.message, /Go is not installed/);
      assert.match(error.message, /TEMPORAL_ADDRESS/);
      assert.match(error.message, /docker compose up/);
      return true;
    });
  });

  it('is not a Go that is too old: what is needed is told', async () => {
    await assert.rejects(
      findTemporal(finding({ go: 'old' })),
      /Go 1\.20\.1 is too old, 1\.26\.\d+ is needed/,
    );
  });

  it('is not a build that fails: the compiler is quoted', async () => {
    await assert.rejects(
      findObjectStore(finding({ go: 'fails' }), undefined),
      /go build failed: x\.go:1: no such thing/,
    );
  });

  it('of objects is versitygw before minio', async () => {
    const found = await findObjectStore(finding({ onPath: ['minio', 'versitygw'] }), undefined);
    assert.equal(found.kind, 'versitygw');
  });

  it('of objects is the one whose data is there already', async () => {
    const both = finding({ onPath: ['minio', 'versitygw'], go: 'builds' });
    assert.equal((await findObjectStore(both, 'minio')).kind, 'minio');
    rmSync(join(folder, 'bin', 'versitygw'));
    assert.equal((await findObjectStore(both, 'versitygw')).from, 'Go build');
    assert.equal((await findObjectStore(both, undefined)).kind, 'minio');
  });
});
