import { isDeepStrictEqual } from 'node:util';
import fc, { type Arbitrary } from 'fast-check';

/** The part of JSON Schema that the bodies of our contract use. */
export interface JsonSchema {
  type?: string;
  enum?: unknown[];
  items?: JsonSchema;
  uniqueItems?: boolean;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
}

/** Text with what trips parsers and databases. */
export const oddText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '\u0000', '\ud800', '__proto__', 'x'.repeat(3000), 'https://tenant.example/'),
);

const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.ipV4().map((ip) => `https://${ip}/`),
  fc.ipV6().map((ip) => `http://[${ip}]:8080/`),
);

const oddValue: Arbitrary<unknown> = fc.oneof(fc.jsonValue(), oddText, address);

/** Values that a schema takes. Throws for a schema whose kind is not known here, so that none goes untested. */
export function valuesOf(schema: JsonSchema): Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.type === 'string') return textOf(schema);
  if (schema.type === 'object') return objectsOf(schema, valuesOf);
  if (schema.type === 'array' && schema.items && schema.uniqueItems)
    return fc.uniqueArray(valuesOf(schema.items), { comparator: isDeepStrictEqual });
  throw new TypeError(`No values are made here for ${JSON.stringify(schema)}`);
}

/** Values that are like those that a schema takes, with some of them not quite right. */
export function nearValuesOf(schema: JsonSchema): Arbitrary<unknown> {
  if (schema.type !== 'object' || !schema.properties) return fc.oneof(valuesOf(schema), oddValue);
  const near = objectsOf(schema, nearValuesOf);
  const crowded = fc
    .tuple(near, oddText, oddValue)
    .map(([object, name, value]) => ({ ...(object as object), [name]: value }));
  return fc.oneof({ weight: 4, arbitrary: near }, crowded, oddValue);
}

function textOf({ format, pattern, minLength = 0, maxLength = 500 }: JsonSchema): Arbitrary<string> {
  if (format === 'uri') return address;
  const longest = Math.min(maxLength, 500);
  const text = fc.string({ unit: 'grapheme', minLength, maxLength: longest });
  const printable = fc.string({ minLength, maxLength: longest });
  const fits = new RegExp(pattern ?? '', 'u');
  return fc.oneof(text, printable).filter((one) => fits.test(one) && one.length <= maxLength);
}

/** A schema cannot say that no member may have this name; the API refuses it. */
const isKept = (value: unknown) => !JSON.stringify(value).includes('__proto__');

function objectsOf(schema: JsonSchema, of: typeof valuesOf): Arbitrary<unknown> {
  const { properties, required = [] } = schema;
  if (!properties) return fc.dictionary(fc.string(), fc.jsonValue()).filter(isKept);
  const members = Object.entries(properties).map(([name, member]) => [name, of(member)] as const);
  return fc.record(Object.fromEntries(members), { requiredKeys: required });
}
