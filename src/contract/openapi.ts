import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { documents } from './documents.ts';
import { ERRORS, type ErrorCode } from './errors.ts';
import { health } from './health.ts';
import { problem } from './problem.ts';
import type { RouteDeclaration } from './route.ts';
import { sessions } from './sessions.ts';
import { VERSION } from './version.ts';
import { webhookEvents } from './webhooks.ts';

/** Every declared route. */
export const ROUTES: readonly RouteDeclaration[] = [
  ...Object.values(sessions),
  ...Object.values(documents),
  ...Object.values(health),
];

/** Every error that a route may answer: its own, and those that follow from its auth kind and its body. */
export function errorsOf(route: RouteDeclaration): ErrorCode[] {
  const ofAuth: ErrorCode[] = route.auth === 'secretKey' ? ['API_KEY_INVALID'] : [];
  const ofBody: ErrorCode[] = hasBody(route) ? ['BODY_MALFORMED', 'BODY_TOO_LARGE', 'BODY_INVALID'] : [];
  return [...new Set([...ofAuth, ...ofBody, ...route.errors, 'INTERNAL_ERROR' as const])];
}

/** The OpenAPI 3.1 document of the contract. `serverUrl` is where the installation is reached. */
export function openapiDocument(serverUrl: string) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of ROUTES) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  const document: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: {
      title: 'id beyond',
      version: VERSION,
      description: 'Identity verification: sessions, their decisions and the webhooks that tell of them.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: serverUrl }],
    paths,
    webhooks: Object.fromEntries(
      Object.entries(webhookEvents).map(([name, event]) => [name, webhook(event)]),
    ),
    components: {
      securitySchemes: {
        secretKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'A secret key, sk_test_... or sk_live_....',
        },
      },
    },
  };
  return createDocument(document, { override: ({ jsonSchema, io }) => simplify(jsonSchema, io) });
}

/** Readers must bear fields that are added later, and a format says it without the pattern. */
function simplify(schema: Record<string, unknown>, io: 'input' | 'output'): void {
  if (io === 'output' && schema.additionalProperties === false) delete schema.additionalProperties;
  if (schema.format !== undefined) delete schema.pattern;
}

const hasBody = (route: RouteDeclaration) => !(route.body instanceof z.ZodUndefined);

const idempotencyKey = z
  .string()
  .regex(/^[\x20-\x7e]{1,255}$/)
  .optional()
  .meta({
    description: 'A repetition within 24 hours with the same key and body is answered as the first time.',
  });

const replayed = z
  .literal('true')
  .optional()
  .meta({ description: 'Present where the answer is that of an earlier request with the same key.' });

function operation(route: RouteDeclaration): ZodOpenApiOperationObject {
  return {
    operationId: route.name,
    summary: route.summary,
    security: route.auth === 'secretKey' ? [{ secretKey: [] }] : [],
    requestParams: {
      path: route.params as z.ZodObject,
      ...(route.idempotent && { header: z.object({ 'Idempotency-Key': idempotencyKey }) }),
    },
    ...(hasBody(route) && {
      requestBody: {
        required: !route.body.safeParse({}).success,
        content: { 'application/json': { schema: route.body } },
      },
    }),
    responses: {
      [String(route.status)]: {
        description: 'Done.',
        ...(route.idempotent && { headers: z.object({ 'Idempotency-Replayed': replayed }) }),
        content: route.media ? { [route.media]: {} } : { 'application/json': { schema: route.output } },
      },
      ...problems(errorsOf(route)),
    },
  };
}

function problems(codes: readonly ErrorCode[]): ZodOpenApiResponsesObject {
  const sentences = new Map<string, string[]>();
  for (const code of codes) {
    const [status, message] = ERRORS[code];
    sentences.set(String(status), [...(sentences.get(String(status)) ?? []), `\`${code}\`: ${message}`]);
  }
  return Object.fromEntries(
    [...sentences].map(([status, lines]) => [
      status,
      { description: lines.join('\n\n'), content: { 'application/problem+json': { schema: problem } } },
    ]),
  );
}

const signature = z.string().optional().meta({
  description:
    'Hex HMAC-SHA256 of the exact bytes of the body, keyed by webhookSecret. Absent where none was given.',
});

function webhook(event: z.ZodType) {
  return {
    post: {
      summary: 'Sent to the webhookUrl of the session; any 2xx counts as received',
      security: [],
      requestParams: { header: z.object({ 'X-Verification-Signature': signature }) },
      requestBody: { required: true, content: { 'application/json': { schema: event } } },
      responses: { '2XX': { description: 'Received.' } },
    },
  };
}
