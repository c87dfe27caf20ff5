import type { ServiceDefinition } from '../config/definition.ts';
import {
  type RelationshipEndpoint,
  type RelationshipTarget,
  relationshipItem,
} from '../container/relationships.ts';
import { serviceKindOf } from './kinds.ts';
import type { EndpointKind } from './service-kind.ts';

/** The endpoint that a relationship leads to; the default one where it names none. Null for one that does not exist. */
export function endpointOf(service: ServiceDefinition, endpoint: string | null): EndpointKind | null {
  const endpoints = serviceKindOf(service.type)?.endpoints(service.configuration) ?? {};
  const [first] = Object.values(endpoints);
  return (endpoint === null ? first : endpoints[endpoint]) ?? null;
}

/** The entry of PLATFORM_RELATIONSHIPS for a service, with what gets its caller in. */
export function serviceItem(
  target: RelationshipTarget,
  endpoint: EndpointKind,
  secret: (name: string) => string,
): RelationshipEndpoint {
  const { passwordSecret, querySecrets = {}, ...plain } = endpoint;
  const hidden = Object.entries(querySecrets).map(([key, name]) => [key, secret(name)] as const);
  return relationshipItem(target, {
    ...plain,
    password: passwordSecret === undefined ? null : secret(passwordSecret),
    query: { ...plain.query, ...Object.fromEntries(hidden) },
  });
}
