import fc from 'fast-check';
import { fromSchema, hostileTexts, type Schema } from './from-schema.ts';
import { ids } from './tenants.ts';

export interface Operation {
  readonly method: string;
  /** `/projects/{project}`. */
  readonly path: string;
  readonly query: readonly { readonly name: string; readonly schema: Schema }[];
  /** Null: it takes none. */
  readonly body: Schema | null;
}

export interface FuzzRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | null;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, PathItem>>>>;
}

interface PathItem {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}

/** Every operation of the document that the server itself gives. */
export function operationsOf(document: Document): readonly Operation[] {
  return Object.entries(document.paths).flatMap(([path, items]) =>
    Object.entries(items).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      query: parameters
        .filter((one) => one.in === 'query')
        .map(({ name, schema = {} }) => ({ name, schema })),
      body: Object.values(requestBody?.content ?? {})[0]?.schema ?? null,
    })),
  );
}

/** What stands for a parameter of a path: what is there, what is the other tenant's, what is nobody's. */
function segment(name: string): fc.Arbitrary<string> {
  const known = Object.values(ids).flatMap((tenant) =>
    Object.entries(tenant)
      .filter(([key]) => key === name)
      .map(([, id]) => id),
  );
  const others = [
    'feature%2Flogin',
    'env%3AGREETING',
    'env%3ASECRET',
    'web',
    'shop.git',
    `${ids.bank.project}.git`,
    'current',
    'me',
    'errand',
  ];
  return fc.oneof(
    { arbitrary: known.length === 0 ? fc.constantFrom(...others) : fc.constantFrom(...known), weight: 6 },
    { arbitrary: fc.constantFrom(...others), weight: 1 },
    {
      arbitrary: fc
        .constantFrom(...hostileTexts.filter((text) => text.isWellFormed()))
        .map(encodeURIComponent),
      weight: 1,
    },
  );
}

function pathOf({ path }: Operation): fc.Arbitrary<string> {
  const parts = path.split(/\{(\w+|\*)\}/);
  const all = parts.map((part, index) => (index % 2 === 0 ? fc.constant(part) : segment(part)));
  // A push would make an environment with the other tenant's name, and hearing of that one is no leak.
  const own = `/projects/${ids.shop.project}/environments/${ids.bank.environment}`;
  const ownMain = `/projects/${ids.shop.project}/environments/${ids.shop.environment}`;
  return fc.tuple(...all).map((pieces) => pieces.join('').replace(own, ownMain));
}

function queryOf({ query, path }: Operation): fc.Arbitrary<string> {
  const fields = query.map(({ name, schema }) => [name, fc.option(fromSchema(schema), { freq: 2 })] as const);
  const extra = fc.constantFrom<readonly [string, unknown] | null>(
    null,
    null,
    ['in', ids.bank.project],
    ['filter[x]', 'y'],
    ['__proto__', '1'],
  );
  return fc.tuple(fc.record(Object.fromEntries(fields)), extra).map(([given, more]) => {
    const said = Object.entries(given).filter(([, value]) => value !== null);
    const search = new URLSearchParams(
      [...said, ...(more === null ? [] : [more])].map(([key, value]) => [key, asText(value)]),
    );
    // Whoever follows a log waits for its end, which is no hang.
    if (path.endsWith('/log')) search.set('max_delay', '0');
    const text = search.toString();
    return text === '' ? '' : `?${text}`;
  });
}

const asText = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

function payloadOf({ method, body }: Operation): fc.Arbitrary<string | null> {
  if (method === 'GET') return fc.constant(null);
  const json = (body === null ? fc.constant<unknown>({}) : fromSchema(body)).map(
    (value) => JSON.stringify(value) ?? '',
  );
  return fc.oneof(
    { arbitrary: json, weight: 8 },
    {
      arbitrary: fc.constantFrom(
        null,
        '',
        '{',
        '[',
        '{"a":1,"a":2}',
        '\u0000',
        'a=b&c=d',
        '[['.repeat(500),
        `"${'x'.repeat(5000)}"`,
      ),
      weight: 2,
    },
  );
}

const headers = fc.oneof(
  { arbitrary: fc.constant<Readonly<Record<string, string>>>({}), weight: 4 },
  {
    arbitrary: fc.constantFrom<Readonly<Record<string, string>>>(
      { 'content-type': 'application/json' },
      { 'content-type': 'text/plain; charset=utf-16' },
      { 'content-type': 'multipart/form-data; boundary=x' },
      { 'idempotency-key': 'one' },
      { 'idempotency-key': 'with space' },
      { accept: 'text/event-stream', 'last-event-id': 'x' },
      { range: 'bytes=9-1', 'if-none-match': '*' },
      { 'x-forwarded-for': '1.2.3.4', 'x-http-method-override': 'DELETE' },
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    ),
    weight: 2,
  },
);

/** Requests to one operation. */
export function requestsTo(operation: Operation): fc.Arbitrary<FuzzRequest> {
  return fc
    .tuple(pathOf(operation), queryOf(operation), headers, payloadOf(operation))
    .map(([path, query, given, payload]) => ({
      method: operation.method,
      url: path + query,
      headers: given,
      payload,
    }));
}
