import type { ClusterParts } from './cluster-parts.ts';
import type { Deployment, Environment, Project } from './deployment.ts';
import type { RelatedAround, ServiceAround } from './related.ts';

/** What a workload of a former server had around it, from what is written down: names, addresses and passwords are the same. */
export async function recallSurroundings(
  parts: ClusterParts,
  project: Project,
  environment: Environment,
  deployment: Deployment,
): Promise<RelatedAround> {
  const { records } = parts.services;
  const addresses = await records.addresses(project.id, environment.name);
  const services = new Map<string, ServiceAround>();
  for (const stored of await records.list(project.id, environment.name)) {
    const definition = deployment.definition.services[stored.name];
    const address = addresses.get(stored.name);
    if (definition === undefined || address === undefined) continue;
    services.set(stored.name, { definition, address, secret: records.secretsOf(stored) });
  }
  return { project, environment, deployment, addresses, services };
}
