import { STATUS_CODES } from 'node:http';
import type { Middleware } from 'koa';
import { ERRORS, type ErrorCode } from '../contract/errors.ts';
import type { FieldError, Problem } from '../contract/problem.ts';
import type { ApiDeps } from './deps.ts';
import { errorFields } from './error-fields.ts';
import type { ApiState } from './state.ts';

export interface ErrorDetails {
  /** What is wrong with which field. */
  errors?: FieldError[];
  /** Parts of the installation that do not answer. */
  missing?: string[];
  /** Response headers, such as `Retry-After`. */
  headers?: Record<string, string>;
}

/** Raised to answer with one of the errors of the contract. Details never hold what the caller sent. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(ERRORS[code][1]);
    this.code = code;
    this.status = ERRORS[code][0];
    this.details = details;
  }
}

/** The body of an error (RFC 9457), with `ok: false`, `code` and `requestId` beside the standard members. */
export function problemOf(error: ApiError, requestId: string): Problem {
  const { errors, missing } = error.details;
  return {
    type: 'about:blank',
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail: error.message,
    ok: false,
    code: error.code,
    requestId,
    ...(errors && { errors }),
    ...(missing && { missing }),
  };
}

/** Answers whatever was raised as a problem. What is not of the contract is logged and shown as `INTERNAL_ERROR`. */
export function answerProblems({ log }: Pick<ApiDeps, 'log'>): Middleware<ApiState> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (raised) {
      const error = raised instanceof ApiError ? raised : new ApiError('INTERNAL_ERROR');
      const { requestId } = ctx.state;
      if (error !== raised) log.error({ code: error.code, requestId, ...errorFields(raised) });
      if (ctx.headerSent) return;
      ctx.set(error.details.headers ?? {});
      ctx.status = error.status;
      ctx.body = JSON.stringify(problemOf(error, requestId));
      ctx.type = 'application/problem+json';
    }
  };
}
