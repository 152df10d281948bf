/**
 * A word for an error that is fit for logs and histories: its code or its name, never its message, which may quote
 * what a row, a request or an answer held.
 */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  return 'code' in error && typeof error.code === 'string' && error.code !== '' ? error.code : error.name;
}
