import { z } from 'zod';
import { declareRoute } from './route.ts';

const none = { params: z.strictObject({}), body: z.undefined() };

export const health = {
  live: declareRoute({
    ...none,
    name: 'getLiveness',
    method: 'get',
    path: '/livez',
    summary: 'Whether the process answers',
    auth: 'none',
    output: z.object({ ok: z.literal(true) }),
    status: 200,
    errors: [],
  }),
  ready: declareRoute({
    ...none,
    name: 'getReadiness',
    method: 'get',
    path: '/readyz',
    summary: 'Whether sessions and pictures can be taken in, and which parts are missing',
    auth: 'none',
    output: z.object({
      ok: z.literal(true),
      missing: z.array(z.string()).meta({
        description: 'Parts that do not answer now, but without which sessions are still taken in.',
      }),
    }),
    status: 200,
    errors: ['NOT_READY'],
  }),
};
