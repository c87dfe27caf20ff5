import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import { beyondTheContract } from './beyond-the-contract.ts';

type Json = Readonly<Record<string, unknown>>;

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

interface Operation {
  readonly responses?: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Json }>> }>
  >;
}

const document: Document = JSON.parse(
  readFileSync(new URL('../upsun-openapi.json', import.meta.url), 'utf8'),
);

/** `GET /projects/{}/environments`: parameters have other names here than there. */
export function routeName(method: string, path: string): string {
  return `${method.toUpperCase()} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`;
}

/** Every operation of the contract. */
export const contractRoutes: ReadonlySet<string> = new Set(
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => routeName(method, path)),
  ),
);

const schemas = Object.fromEntries(
  Object.entries(document.components.schemas).map(([name, schema]) => [
    name,
    beyondTheContract(name, asJsonSchema(schema)),
  ]),
);
const ajv = openAjv();

/** What is wrong with an answer of a route, by the contract; empty where nothing is. */
export function violations(route: string, status: number, body: unknown): readonly ErrorObject[] {
  const schema = answerSchema(route, status);
  const validate = ajv.compile({ ...asJsonSchema(schema), components: { schemas } });
  return validate(body) ? [] : (validate.errors ?? []);
}

function answerSchema(route: string, status: number): Json {
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, { responses = {} }] of Object.entries(operations)) {
      if (routeName(method, path) !== route) continue;
      // 204 (No Content), to which nothing is to be said.
      if (status === 204 && responses[status] !== undefined) return { type: 'null' };
      const content = (responses[status] ?? responses.default)?.content ?? {};
      const schema = Object.values(content)[0]?.schema;
      if (schema !== undefined) return schema;
    }
  }
  throw new Error(`the contract has no schema for ${route} with status ${status}`);
}

function openAjv(): Ajv {
  const opened = new Ajv({ strict: false, allErrors: true });
  addFormats.default(opened);
  opened.addFormat('ulid', /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  // The contract has no null for a picture or a website: empty stands for none.
  for (const format of ['uri', 'url']) opened.addFormat(format, (text) => text === '' || URL.canParse(text));
  return opened;
}

/** OpenAPI 3.0 as JSON Schema: `nullable` becomes a type, and `oneOf` holds more loosely, for its parts overlap. */
function asJsonSchema(schema: unknown): Json {
  return convert(schema) as Json;
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, oneOf, ...rest } = value as Json;
  const converted = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, convert(inner)]));
  const whole = oneOf === undefined ? converted : { ...converted, anyOf: convert(oneOf) };
  return nullable === true ? { anyOf: [whole, { type: 'null' }] } : whole;
}
