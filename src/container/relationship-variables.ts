import { pythonLiteral } from './python-literal.ts';
import type { RelationshipEndpoint } from './relationships.ts';

/**
 * The variables that a relationship is expanded to: `<RELATIONSHIP>_HOST`, `…_URL` and so on (wire.md section 7).
 * Null is empty, booleans are lower case, lists and maps are Python literals. `NAME` repeats `PATH`, the database.
 */
export function relationshipVariables(
  relationship: string,
  item: RelationshipEndpoint,
): Readonly<Record<string, string>> {
  const prefix = relationship.toUpperCase().replaceAll(/[^0-9A-Z_]/g, '_');
  const { path } = item;
  const properties = { url: relationshipUrl(item), name: path, ...item };
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [`${prefix}_${key.toUpperCase()}`, asText(value)]),
  );
}

/** The variables of all relationships; of one that has several entries the first is used, as in the original. */
export function allRelationshipVariables(
  relationships: Readonly<Record<string, readonly RelationshipEndpoint[]>>,
): Readonly<Record<string, string>> {
  const expanded = Object.entries(relationships).map(([name, [first]]) =>
    first === undefined ? {} : relationshipVariables(name, first),
  );
  return Object.assign({}, ...expanded);
}

/** `pgsql://main:main@postgresql.internal:5432/main`: no query and no fragment, user and password percent-encoded. */
export function relationshipUrl(item: RelationshipEndpoint): string {
  const path = item.path === null ? '' : `/${item.path.replace(/^\//, '')}`;
  return `${item.scheme}://${credentials(item)}${item.host}:${item.port}${path}`;
}

function credentials({ username, password }: RelationshipEndpoint): string {
  if (!username && !password) return '';
  const secret = password ? `:${encodeURIComponent(password)}` : '';
  return `${encodeURIComponent(username ?? '')}${secret}@`;
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? pythonLiteral(value) : String(value);
}
