/**
 * To be loaded into a child before its own code: every way out of the process throws, in worker threads as well. A
 * child in which one of them does not throw cannot start.
 */
import dns from 'node:dns';
import net from 'node:net';

const refuse = () => {
  throw new Error('The network was used.');
};
net.Socket.prototype.connect = refuse;
dns.lookup = refuse;
globalThis.fetch = refuse;

for (const attempt of [
  () => net.connect(9),
  () => fetch('http://127.0.0.1:9'),
  () => dns.lookup('localhost'),
]) {
  try {
    attempt();
  } catch {
    continue;
  }
  process.exit(1);
}
