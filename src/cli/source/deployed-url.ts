import type { ApiClient } from '../client/api-client.ts';
import { readDocument } from '../client/documents.ts';
import { environmentPath } from '../client/paths.ts';

interface Deployment {
  readonly routes?: Readonly<Record<string, { readonly type?: string; readonly primary?: boolean | null }>>;
}

/** Address of the environment's application: its primary route, else the first that leads to one; null without routes. */
export async function findDeployedUrl(
  client: ApiClient,
  project: string,
  environment: string,
): Promise<string | null> {
  const path = `${environmentPath(project, environment)}/deployments/current`;
  const { routes = {} } = readDocument<Deployment>(await client.get(path));
  const upstreams = Object.entries(routes).filter(([, route]) => route.type === 'upstream');
  const primary = upstreams.find(([, route]) => route.primary === true) ?? upstreams[0];
  return primary?.[0] ?? null;
}
