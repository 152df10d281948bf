import { z } from 'zod';
import { ERRORS, type ErrorCode } from './errors.ts';

/** One thing that is wrong with a request. `path` names the field: `metadata`, `documents.0.kind`; empty for the whole body. */
export const fieldError = z.object({ path: z.string(), message: z.string() });
export type FieldError = z.output<typeof fieldError>;

const CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

/**
 * The body of every error: a problem of RFC 9457 (`type` is `about:blank`, so `title` is the status in words)
 * that also carries `ok: false` and a `code` to branch on.
 */
export const problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What to do, in a sentence.' }),
    ok: z.literal(false),
    code: z.enum(CODES),
    requestId: z.string(),
    errors: z.array(fieldError).optional(),
    missing: z.array(z.string()).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof problem>;
