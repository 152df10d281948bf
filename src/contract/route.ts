import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

/**
 * Who may call. `secretKey`: a tenant's backend with `sk_`. `device`: an end-user's device that exchanged the
 * client secret. `none`: anyone. It fixes the type of the handler's `principal`.
 */
export type AuthKind = 'secretKey' | 'device' | 'none';

export interface RouteDeclaration<
  Auth extends AuthKind = AuthKind,
  Params extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> {
  /** operationId of the OpenAPI document. */
  name: string;
  method: 'get' | 'post' | 'delete';
  /** With `:name` for parameters. */
  path: string;
  summary: string;
  auth: Auth;
  /** True where the route honours `Idempotency-Key`. */
  idempotent?: boolean;
  params: Params;
  body: Body;
  output: Output;
  /** Set where the answer is a file of this type, and `output` its bytes. */
  media?: 'image/jpeg' | 'image/png';
  status: 200 | 201 | 202;
  errors: readonly ErrorCode[];
}

/** Declares a route once: it validates, authorises, strips the answer and yields OpenAPI. */
export function declareRoute<
  const Auth extends AuthKind,
  Params extends z.ZodType,
  Body extends z.ZodType,
  Output extends z.ZodType,
>(route: RouteDeclaration<Auth, Params, Body, Output>): RouteDeclaration<Auth, Params, Body, Output> {
  return route;
}
