type Json = Readonly<Record<string, unknown>>;

/** HAL adds these to every resource and answer (wire.md 4.1); the contract leaves them out. */
const hal = ['_links', '_embedded'];

/** What clients read although the contract has it not (wire.md 2, 4.2, 4.5), by schema. */
const more: Readonly<Record<string, readonly string[]>> = {
  Task: [
    'authorizations',
    'dependencies',
    'runtime',
    'additional_hosts',
    'timezone',
    'container_profile',
    'resources',
  ],
  // Errand's own: when a change of a variable or a domain is seen, and what to beware of.
  AcceptedResponse: ['message', 'warnings'],
  Deployment: ['tasks'],
  ProjectReference: ['vendor'],
};

/** The schema of that name, opened for exactly what real clients read beyond it. */
export function beyondTheContract(name: string, schema: Json): Json {
  const whole = open(schema, [...hal, ...(more[name] ?? [])]);
  return name === 'Deployment' ? mendDeployment(whole) : whole;
}

function open(schema: Json, keys: readonly string[]): Json {
  if (Array.isArray(schema.anyOf))
    return { ...schema, anyOf: schema.anyOf.map((part: Json) => open(part, keys)) };
  if (schema.additionalProperties !== false) return schema;
  const extra = Object.fromEntries(keys.map((key) => [key, {}]));
  return { ...schema, properties: { ...extra, ...(schema.properties as Json) } };
}

/** The contract calls `container_profiles` a text; the `upsun` command reads a map of profiles (wire.md 5). */
function mendDeployment(schema: Json): Json {
  const properties = schema.properties as Readonly<Record<string, Json>>;
  return {
    ...schema,
    properties: {
      ...properties,
      container_profiles: { type: 'object' },
      webapps: openEach(properties.webapps),
      workers: openEach(properties.workers),
    },
  };
}

/** Applications and workers show their authorizations (wire.md 4.5). */
function openEach(map: Json | undefined): Json {
  return { ...map, additionalProperties: open(map?.additionalProperties as Json, ['authorizations']) };
}
