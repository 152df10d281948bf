import { z } from 'zod';

export const MAX_METADATA_BYTES = 16 * 1024;
/** Objects and lists within each other; deeper ones serve nobody and exhaust the stack of whoever reads them. */
const MAX_METADATA_DEPTH = 32;

const isObject = (value: unknown): value is Record<string, unknown> =>
  isNested(value) && !Array.isArray(value);

/** Why a value that JSON.parse gave is not taken as metadata. Walks without recursion, so depth is no danger. */
function metadataProblem(value: unknown): string | undefined {
  if (!isObject(value)) return 'must be an object';
  const found = walk(value);
  if (found) return found;
  return Buffer.byteLength(JSON.stringify(value)) > MAX_METADATA_BYTES
    ? 'must be at most 16 kB as JSON'
    : undefined;
}

function walk(root: object): string | undefined {
  const waiting: { node: object; depth: number }[] = [{ node: root, depth: 1 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, depth } = next;
    if (depth > MAX_METADATA_DEPTH) return `must be nested at most ${MAX_METADATA_DEPTH} levels deep`;
    const problem = Object.entries(node).map(memberProblem).find(Boolean);
    if (problem) return problem;
    waiting.push(
      ...Object.values(node)
        .filter(isNested)
        .map((inner) => ({ node: inner, depth: depth + 1 })),
    );
  }
  return undefined;
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;

function memberProblem([name, value]: [string, unknown]): string | undefined {
  if (name === '__proto__') return 'must not use the name __proto__';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'must not hold numbers out of range';
  return undefined;
}

const asObject = { override: { type: 'object' as const, additionalProperties: true } };

/** What a tenant keeps with a session and gets back with every event. */
export const metadata = z
  .unknown()
  .superRefine((value, context) => {
    const problem = metadataProblem(value);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  })
  .transform((value) => value as Record<string, unknown>)
  .meta({
    ...asObject,
    description: 'Any JSON object of at most 16 kB; every event of the session carries it.',
  });

/** Metadata as it is answered: as it was given. */
export const keptMetadata = z.custom<Record<string, unknown>>(isObject).meta(asObject);
