import { ObjectMissingError, type ObjectStore } from '../../src/adapters/object-store.ts';

/** An object store in memory, for tests of what is built on one. `objects` shows and takes what lies in it. */
export function createMemoryObjectStore(clock: () => Date = () => new Date()) {
  const objects = new Map<string, { bytes: Buffer; modifiedAt: Date }>();
  const store: ObjectStore = {
    async put(key, bytes) {
      objects.set(key, { bytes: Buffer.from(bytes), modifiedAt: clock() });
    },
    async get(key) {
      const found = objects.get(key);
      if (!found) throw new ObjectMissingError();
      return Buffer.from(found.bytes);
    },
    async remove(key) {
      objects.delete(key);
    },
    async stat(key) {
      const found = objects.get(key);
      return found && { size: found.bytes.length, modifiedAt: found.modifiedAt };
    },
    async *list(prefix) {
      for (const [key, { modifiedAt }] of [...objects].sort(([one], [other]) => (one < other ? -1 : 1))) {
        if (key.startsWith(prefix)) yield { key, modifiedAt };
      }
    },
    isReachable: async () => true,
    ensureBucket: async () => undefined,
  };
  return { ...store, objects };
}
