import fc from 'fast-check';

export type Schema = Readonly<Record<string, unknown>>;

const list = (value: unknown): readonly Schema[] => (Array.isArray(value) ? (value as Schema[]) : []);
const number = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise);

/** Texts that parsers, shells, terminals, paths and databases have stumbled over. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  '.',
  '..',
  '../..',
  '../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e/',
  '/',
  '//',
  '\\',
  'a/b',
  '\0',
  'a\0b',
  '%00',
  '\r\nX-Injected: 1',
  '\n',
  '\u001b[31mred',
  '\u001b]0;title\u0007',
  '\u202egnirts',
  '\ud800',
  '💥',
  'ﬃ',
  '1e400',
  'NaN',
  '-0',
  'null',
  'true',
  '__proto__',
  'constructor',
  'toString',
  '$(id)',
  '`id`',
  '; rm -rf /',
  '| cat',
  '&& true',
  "' or 1=1 --",
  '" or ""="',
  '{{7*7}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as text
  '${7*7}',
  '<script>alert(1)</script>',
  '*',
  '!!js/function',
  '&a [*a]',
  '0',
  '-1',
  '9007199254740993',
  '99999999999999999999',
  'x'.repeat(300),
  'ä'.repeat(2000),
  'feature/login',
  'main',
  '#self',
];

const hostileText = fc.constantFrom(...hostileTexts);

/** Any JSON, most of it small and some of it odd. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    Number.MAX_SAFE_INTEGER,
    [],
    {},
    [[]],
    [null],
    { a: { b: {} } },
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constant(JSON.parse('{"__proto__": {"admin": true}, "constructor": {"prototype": 1}}') as unknown),
);

function text(schema: Schema): fc.Arbitrary<unknown> {
  const { pattern, format } = schema;
  const ordinary = fc.string({
    minLength: number(schema.minLength, 0),
    maxLength: Math.min(40, number(schema.maxLength, 40)),
  });
  const special =
    format === 'uri'
      ? fc.constantFrom('https://example.com/hook', 'http://127.0.0.1/', 'ftp://x')
      : format === 'email'
        ? fc.constantFrom('new@shop.example', 'eve@shop.example', 'x@y')
        : format === 'date-time'
          ? fc.constantFrom('2026-08-01T10:00:00Z', '9999-12-31T23:59:59Z')
          : typeof pattern === 'string'
            ? fromPattern(pattern)
            : ordinary;
  return fc.oneof(
    { arbitrary: special, weight: 4 },
    { arbitrary: ordinary, weight: 1 },
    { arbitrary: hostileText, weight: 1 },
  );
}

function fromPattern(pattern: string): fc.Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'));
  } catch {
    return fc.string();
  }
}

function object(schema: Schema): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>);
  const required = (schema.required ?? []) as readonly string[];
  const known = fc.record(Object.fromEntries(properties.map(([name, inner]) => [name, fromSchema(inner)])), {
    requiredKeys: required.filter((name) => properties.some(([known]) => known === name)),
  });
  const more = schema.additionalProperties;
  if (typeof more !== 'object' || more === null) return known;
  const others = fc.dictionary(
    fc.oneof(fc.constantFrom('env', 'A', 'php'), hostileText),
    fromSchema(more as Schema),
    { maxKeys: 3 },
  );
  return fc.tuple(known, others).map(([one, two]) => ({ ...two, ...(one as object) }));
}

/** What a schema lets through, mostly: a tenth of every value is something else. */
export function fromSchema(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: exactly(schema), weight: 9 }, { arbitrary: anyJson, weight: 1 });
}

function exactly(schema: Schema): fc.Arbitrary<unknown> {
  const choices = [...list(schema.anyOf), ...list(schema.oneOf)];
  if (choices.length > 0) return fc.oneof(...choices.map(fromSchema));
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object':
      return object(schema);
    case 'array':
      return fc.array(fromSchema((schema.items ?? {}) as Schema), { maxLength: 3 });
    case 'string':
      return text(schema);
    case 'integer':
    case 'number':
      return fc.oneof(
        fc.integer({ min: number(schema.minimum, -5), max: Math.min(1e6, number(schema.maximum, 1e6)) }),
        fc.double(),
      );
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return anyJson;
  }
}
