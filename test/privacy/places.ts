import { readFileSync } from 'node:fs';
import type { WorkflowHandle } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { Knex } from 'knex';
import type { ObjectStore } from '../../src/adapters/object-store.ts';
import { verificationId, webhookDeliveryId } from '../../src/workflows/messages.ts';
import type { OwnTemporal } from '../support/own-temporal.ts';
import type { Place } from './leak-search.ts';
import { bytesOfHistory, payloadsIn } from './payloads.ts';

const { DescribeWorkflowExecutionResponse } = proto.temporal.api.workflowservice.v1;

/** Every history of the namespace: as the server has it, with what it tells of the workflow, and as the codec opens it. */
export async function histories(temporal: OwnTemporal, db: Knex): Promise<Place[]> {
  const { client } = temporal;
  const ids = new Set<string>();
  // The list may lag behind, so those that the rows speak of are asked for by their ids.
  for await (const { workflowId } of client.workflow.list()) ids.add(workflowId);
  for (const { id } of await db('verification_sessions').select('id')) ids.add(verificationId(id));
  for (const { id } of await db('webhook_events').select('id')) ids.add(webhookDeliveryId(id));
  const found = await Promise.all([...ids].map((id) => historyOf(temporal, client.workflow.getHandle(id))));
  return found.flat();
}

async function historyOf(temporal: OwnTemporal, handle: WorkflowHandle): Promise<Place[]> {
  const history = await handle.fetchHistory();
  const { raw } = await handle.describe();
  let opened = payloadsIn([history, raw]).map(({ payload }) => payload);
  for (const codec of temporal.worker.dataConverter.payloadCodecs ?? []) opened = await codec.decode(opened);
  const name = `history of ${handle.workflowId}`;
  return [
    { name: `raw ${name}`, content: bytesOfHistory(history) },
    { name: `raw ${name}`, content: DescribeWorkflowExecutionResponse.encode(raw).finish() },
    { name: `opened ${name}`, content: Buffer.concat(opened.map(({ data }) => Uint8Array.from(data ?? []))) },
  ];
}

/** What the processes have written, and what they tell whoever measures them. */
export async function logs(files: Record<string, string>, pages: Record<string, string>): Promise<Place[]> {
  const read = Object.entries(files).map(([name, file]) => ({
    name: `log of ${name}`,
    content: readFileSync(file),
  }));
  const asked = Object.entries(pages).map(async ([name, url]) => {
    const response = await fetch(url);
    return { name: `metrics of ${name}`, content: Buffer.from(await response.text()) };
  });
  return [...read, ...(await Promise.all(asked))];
}

/** Every object with its name. */
export async function objects(store: ObjectStore): Promise<Place[]> {
  const places: Place[] = [];
  for await (const { key } of store.list('')) {
    const name = `object ${key}`;
    places.push({ name, content: Buffer.from(key) }, { name, content: await store.get(key) });
  }
  return places;
}

/** Every row of every table, bytes as they are: what a dump of the database holds. */
export async function tables(db: Knex): Promise<Place[]> {
  const found: { name: string }[] = await db('information_schema.tables')
    .where({ table_schema: 'public', table_type: 'BASE TABLE' })
    .select({ name: 'table_name' });
  return Promise.all(
    found.map(async ({ name }) => {
      const rows: Record<string, unknown>[] = await db(name).select();
      return { name: `table ${name}`, content: Buffer.concat(rows.flatMap(Object.values).map(bytesOf)) };
    }),
  );
}

const SEPARATOR = Buffer.from('\n');

function bytesOf(value: unknown): Buffer {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value) ?? '');
  return Buffer.concat([bytes, SEPARATOR]);
}
