import { type Logger, pino } from 'pino';

export type { Logger };

/**
 * JSON lines on stdout. The rule is to log chosen fields only (codes, ids, counts, durations);
 * `redact` is the second fence, for a field that should never have been passed.
 */
export function createLog(options: { level: string; name: string }): Logger {
  return pino({
    name: options.name,
    level: options.level,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'authorization',
        'cookie',
        'token',
        'clientSecret',
        'secret',
        'headers',
        'body',
        'req',
        'res',
      ].flatMap((key) => [key, `*.${key}`]),
      censor: '[removed]',
    },
  });
}
