/**
 * What may be logged of an error that nobody foresaw: its name, its code and where it was raised. Messages stay
 * out, since those of parsers and databases quote what a person sent.
 */
export function errorFields(raised: unknown): Record<string, string> {
  if (!(raised instanceof Error)) return { error: typeof raised };
  const { code, constraint, table } = raised as { code?: unknown; constraint?: unknown; table?: unknown };
  const named = Object.entries({ errorCode: code, constraint, table }).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { error: raised.name, ...Object.fromEntries(named), stack: framesOf(raised) };
}

/** The stack without its first lines, which repeat the message; that of a cause below it. */
function framesOf(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const cause = error.cause instanceof Error ? [`caused by ${error.cause.name}`, framesOf(error.cause)] : [];
  return [...frames, ...cause].join('\n');
}
