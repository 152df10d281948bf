import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { makeBucket, type ObjectStoreAddress, removeBucket } from './object-store.ts';

/** Something of the tests' own on a server that is not theirs. */
export interface Borrowed {
  name: string;
  giveBack(): Promise<void>;
}

const uniqueName = (separator: string) =>
  `idbeyond${separator}test${separator}${randomBytes(5).toString('hex')}`;

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** A database beside the one that the address names, so that tests never write into that. */
export async function borrowDatabase(url: string): Promise<Borrowed & { url: string }> {
  const name = uniqueName('_');
  await query(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    name,
    url: own.href,
    giveBack: () => query(url, `drop database if exists ${name} with (force)`),
  };
}

export async function borrowBucket(address: ObjectStoreAddress): Promise<Borrowed> {
  const name = uniqueName('-');
  await makeBucket(address, name);
  return { name, giveBack: () => removeBucket(address, name) };
}
