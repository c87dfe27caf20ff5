import type { RelationshipDefinition, ServiceDefinition } from '../config/definition.ts';
import type { NamedAddress } from '../container/hosts.ts';
import { applicationItem, type RelationshipEndpoint } from '../container/relationships.ts';
import { endpointOf, serviceItem } from '../service/service-relationship.ts';
import type { Surroundings } from './surroundings.ts';

/** A service as those see it that have a relationship to it. */
export interface ServiceAround {
  readonly definition: ServiceDefinition;
  readonly address: string;
  secret(name: string): string;
}

/** Of the surroundings, where relationships lead. */
export type RelatedAround = Pick<
  Surroundings,
  'project' | 'environment' | 'deployment' | 'addresses' | 'services'
>;

/** Who has relationships: an application, a worker, a task or a service. */
export interface HasRelationships {
  readonly relationships: Readonly<Record<string, RelationshipDefinition>>;
}

/** A relationship to something that has an address. */
interface Related {
  readonly relationship: string;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly item: RelationshipEndpoint;
  /** What of the item gets its caller in. */
  readonly secrets: readonly string[];
}

function targetOf(relationship: string, name: string, type: string, ip: string, around: RelatedAround) {
  const { project, environment } = around;
  return {
    relationship,
    service: name,
    type,
    project: project.id,
    environmentMachineName: environment.machineName,
    ip,
  };
}

function relatedTo(
  relationship: string,
  { service: name, endpoint: wanted }: RelationshipDefinition,
  around: RelatedAround,
): Related | null {
  const service = around.services.get(name);
  if (service !== undefined) {
    const endpoint = endpointOf(service.definition, wanted);
    if (endpoint === null) return null;
    const { address } = service;
    const target = targetOf(relationship, name, service.definition.type, address, around);
    const secrets: string[] = [];
    const item = serviceItem(target, endpoint, (named) => {
      const secret = service.secret(named);
      secrets.push(secret);
      return secret;
    });
    return { relationship, name, address, port: endpoint.port, item, secrets };
  }
  const address = around.addresses.get(name);
  const application = around.deployment.definition.applications[name];
  if (address === undefined || application === undefined) return null;
  const item = applicationItem(targetOf(relationship, name, application.type, address, around));
  return { relationship, name, address, port: item.port, item, secrets: [] };
}

/** The relationships of a workload to what has an address by now. */
function allRelated(workload: HasRelationships, around: RelatedAround): readonly Related[] {
  return Object.entries(workload.relationships).flatMap(([relationship, target]) => {
    const related = relatedTo(relationship, target, around);
    return related === null ? [] : [related];
  });
}

/** Ports that the workload's container may reach, each once. */
export function permissionsOf(
  workload: HasRelationships,
  around: RelatedAround,
): readonly { readonly to: string; readonly port: number }[] {
  const each = allRelated(workload, around).map(
    ({ address, port }) => [`${address}:${port}`, { to: address, port }] as const,
  );
  return [...new Map(each).values()];
}

/** Names for `/etc/hosts`: the relationship's, and that of the service or application. */
export function relatedNames(workload: HasRelationships, around: RelatedAround): readonly NamedAddress[] {
  return allRelated(workload, around).map(({ relationship, name, address }) => ({
    address,
    names: [`${relationship}.internal`, `${name}.internal`],
  }));
}

/** Relationship → its one entry, as PLATFORM_RELATIONSHIPS has it. */
export function relationshipItems(
  workload: HasRelationships,
  around: RelatedAround,
): Readonly<Record<string, readonly RelationshipEndpoint[]>> {
  return Object.fromEntries(
    allRelated(workload, around).map(({ relationship, item }) => [relationship, [item]]),
  );
}

/** Passwords and their like that the workload gets through its relationships, each once. */
export function relationshipSecrets(workload: HasRelationships, around: RelatedAround): readonly string[] {
  return [...new Set(allRelated(workload, around).flatMap(({ secrets }) => secrets))];
}
