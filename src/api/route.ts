import { createHash } from 'node:crypto';
import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import { z } from 'zod';
import type { FieldError } from '../contract/problem.ts';
import type { AuthKind, RouteDeclaration } from '../contract/route.ts';
import { type AuthDeps, authenticateSecretKey, type TenantPrincipal } from './auth.ts';
import { canonicalJson } from './canonical-json.ts';
import { ApiError } from './errors.ts';
import { readJson } from './json-body.ts';
import type { ApiState } from './state.ts';

/** Kinds of caller that a declared route can have. Devices are known by the hosted pages alone. */
type DeclaredAuth = Exclude<AuthKind, 'device'>;
type PrincipalOf<Auth extends DeclaredAuth> = Auth extends 'secretKey' ? TenantPrincipal : undefined;

/** What an `Idempotency-Key` stands for: the request, whatever the order of its fields. */
export interface Repeatable {
  key: string;
  requestHash: Buffer;
}

export interface Call<Auth extends DeclaredAuth, Params extends z.ZodType, Body extends z.ZodType> {
  principal: PrincipalOf<Auth>;
  params: z.output<Params>;
  body: z.output<Body>;
  /** Set where the route is idempotent and the caller gave a key. */
  repeatable: Repeatable | undefined;
}

export interface Reply<Answer> {
  body: Answer;
  headers?: Record<string, string>;
}

/**
 * Mounts a declaration: finds the caller, judges parameters and body, calls the handler, strips its answer to what
 * the declaration promises and sends it with the declared status.
 */
export function mountRoute<
  Auth extends DeclaredAuth,
  Params extends z.ZodType,
  Body extends z.ZodType,
  Answer,
>(
  router: Router<ApiState>,
  deps: AuthDeps,
  route: RouteDeclaration<Auth, Params, Body, z.ZodType<unknown, Answer>>,
  handle: (call: Call<Auth, Params, Body>) => Promise<Reply<NoInfer<Answer>>>,
): void {
  router[route.method](route.path, async (ctx: RouterContext<ApiState>) => {
    const principal = await authenticate(deps, route.auth, ctx);
    const params = parse(route.params, ctx.params);
    const sent = takesBody(route) ? await readJson(ctx.req) : undefined;
    const body = parse(route.body, sent);
    const repeatable = route.idempotent ? repeatableOf(ctx, [route.name, ctx.params, sent]) : undefined;
    const reply = await handle({ principal, params, body, repeatable });
    ctx.set(reply.headers ?? {});
    noteSession(ctx.state, reply.body);
    ctx.status = route.status;
    ctx.body = route.output.parse(reply.body);
    if (route.media) ctx.type = route.media;
  });
}

/** A session that was made by the request has no id in its address. */
function noteSession(state: ApiState, body: unknown): void {
  if (typeof body !== 'object' || body === null || !('sessionId' in body)) return;
  if (typeof body.sessionId === 'string') state.sessionId = body.sessionId;
}

async function authenticate<Auth extends DeclaredAuth>(
  deps: AuthDeps,
  auth: Auth,
  ctx: RouterContext<ApiState>,
): Promise<PrincipalOf<Auth>> {
  if (auth === 'none') return undefined as PrincipalOf<Auth>;
  const principal = await authenticateSecretKey(deps, ctx.headers.authorization);
  ctx.state.organizationId = principal.organizationId;
  return principal as PrincipalOf<Auth>;
}

/** A body sent to a route that takes none is ignored. */
const takesBody = (route: { body: z.ZodType }) => !(route.body instanceof z.ZodUndefined);

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ApiError('BODY_INVALID', { errors: parsed.error.issues.flatMap(fieldErrors) });
}

/** Every unknown field is named by itself. */
function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: 'is not a known field' }));
  }
  return [{ path: pathOf(issue.path), message: issue.message }];
}

const pathOf = (path: readonly PropertyKey[]) => path.map(String).join('.');

function repeatableOf(ctx: RouterContext<ApiState>, request: unknown): Repeatable | undefined {
  const key = ctx.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x20-\x7e]{1,255}$/.test(key))
    throw new ApiError('IDEMPOTENCY_KEY_INVALID');
  return { key, requestHash: createHash('sha256').update(canonicalJson(request)).digest() };
}
