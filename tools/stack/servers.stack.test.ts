import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { makeBucket, objectStoreClient } from './object-store.ts';
import { removeFolder } from './outside-folder.ts';
import type { Part } from './part.ts';
import { createPorts } from './ports.ts';
import { newSecrets } from './secrets.ts';
import { type Servers, startServers } from './servers.ts';

describe('the servers of a stack', function () {
  this.timeout(60_000);
  let home: string;
  let servers: Servers;

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'idbeyond-servers-'));
    // Passable, so that PostgreSQL's account gets to its folder.
    chmodSync(home, 0o711);
    // Servers of this test's own, not those that the run gives in its environment.
    const { DATABASE_URL: _d, TEMPORAL_ADDRESS: _t, S3_ENDPOINT: _s, ...env } = process.env;
    servers = await startServers({
      home,
      logs: join(home, 'logs'),
      secrets: newSecrets(),
      ports: createPorts(),
      usualPorts: false,
      durable: false,
      ui: false,
      env,
      say: () => undefined,
      signal: new AbortController().signal,
    });
  });
  after(async () => {
    await servers?.stop();
    removeFolder(join(home, 'postgres'));
    rmSync(home, { recursive: true, force: true });
  });

  async function killAndStart(part: Part | undefined): Promise<void> {
    assert.ok(part);
    const former = part.pid;
    await part.stop('SIGKILL');
    await part.start();
    assert.notEqual(part.pid, former);
  }

  async function query(text: string): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: servers.databaseUrl });
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  }

  it('keep a committed row when PostgreSQL is killed, and it comes back at the same address', async () => {
    await query('create table kept (word text)');
    await query(`insert into kept values ('kept')`);
    await killAndStart(servers.postgres);
    assert.deepEqual((await query('select word from kept')).rows, [{ word: 'kept' }]);
  });

  it('sort text by code point in UTF-8, whatever the locale of the system', async () => {
    const { rows } = await query(
      `select string_agg(c, '' order by c) as sorted from unnest(array['b','B','ä','a']) c`,
    );
    assert.deepEqual(rows, [{ sorted: 'Babä' }]);
  });

  it('keep a started workflow when Temporal is killed, and it comes back at the same address', async () => {
    const workflowId = `kept-${randomUUID()}`;
    const start = await Connection.connect({ address: servers.temporalAddress });
    await new Client({ connection: start }).workflow.start('nobody', {
      workflowId,
      taskQueue: 'nobody',
      args: [],
      searchAttributes: { IdbOrganization: ['o'], IdbEnvironment: ['test'] },
    });
    await start.close();
    await killAndStart(servers.temporal);
    const again = await Connection.connect({ address: servers.temporalAddress });
    const { status } = await new Client({ connection: again }).workflow.getHandle(workflowId).describe();
    await again.close();
    assert.equal(status.name, 'RUNNING');
  });

  it('keep an object when the object store is killed, and it comes back at the same address', async () => {
    const { s3Endpoint: endpoint, s3AccessKey: accessKey, s3SecretKey: secretKey } = servers;
    await makeBucket({ endpoint, accessKey, secretKey }, 'kept');
    const client = objectStoreClient({ endpoint, accessKey, secretKey });
    await client.putObject('kept', 'a/b', Buffer.from('kept'), 4, { 'content-type': 'text/plain' });
    await killAndStart(servers.objectStore);
    assert.equal(await text(await client.getObject('kept', 'a/b')), 'kept');
    assert.equal((await client.statObject('kept', 'a/b')).metaData['content-type'], 'text/plain');
  });
});
