import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { createPorts, isPortFree } from './ports.ts';

const free =
  (...taken: number[]) =>
  async (port: number) =>
    !taken.includes(port);

describe('the choice of a port', () => {
  it('is the usual one where that is free', async () => {
    assert.equal(await createPorts(free()).next(3000), 3000);
  });

  it('is the next free one where the usual is taken', async () => {
    assert.equal(await createPorts(free(3000, 3001)).next(3000), 3002);
  });

  it('never gives a port twice, even to callers that ask at the same time', async () => {
    const ports = createPorts(free());
    const given = await Promise.all([ports.next(3000), ports.next(3000), ports.next(3001)]);
    assert.deepEqual(given.toSorted(), [3000, 3001, 3002]);
  });

  it('of any kind is one that nobody else holds', async () => {
    const tries = [15_001, 15_001, 15_002];
    const ports = createPorts(free(15_002), () => tries.shift() ?? 15_003);
    assert.equal(await ports.any(), 15_001);
    assert.equal(await ports.any(), 15_003);
  });

  it('says so where none is free', async () => {
    await assert.rejects(createPorts(async () => false).next(3000), /No free port from 3000 on/);
  });

  it('sees a port that another process listens on', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    try {
      assert.equal(await isPortFree(port), false);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    assert.equal(await isPortFree(port), true);
  });
});
