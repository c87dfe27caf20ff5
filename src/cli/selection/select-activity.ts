import { ErrandError } from '../../errors/errand-error.ts';
import type { ApiClient } from '../client/api-client.ts';
import { type ActivityDocument, readDocument, readList } from '../client/documents.ts';
import { activityPath, environmentPath, projectPath } from '../client/paths.ts';

interface Filter {
  readonly project: string;
  /** All of the project's environments when not given. */
  readonly environment?: string | undefined;
  readonly type?: string | undefined;
  readonly states?: readonly string[] | undefined;
  readonly limit: number;
}

/** Activities, newest first. */
export async function listActivities(
  client: ApiClient,
  filter: Filter,
): Promise<readonly ActivityDocument[]> {
  const query = new URLSearchParams({ count: String(filter.limit) });
  if (filter.type !== undefined) query.append('type', filter.type);
  for (const state of filter.states ?? []) query.append('state', state);
  const { project, environment } = filter;
  const parent = environment === undefined ? projectPath(project) : environmentPath(project, environment);
  const found = readList<ActivityDocument>(await client.get(`${parent}/activities?${query}`));
  return found.slice(0, filter.limit);
}

/** The activity with an id, or without one the newest that fits. Errors: `activity_not_found`. */
export async function selectActivity(
  client: ApiClient,
  options: { readonly id?: string | undefined } & Omit<Filter, 'limit' | 'type'>,
): Promise<ActivityDocument> {
  if (options.id !== undefined)
    return readDocument(await client.get(activityPath(options.project, options.id)));
  const [newest] = await listActivities(client, { ...options, limit: 1 });
  if (newest !== undefined) return newest;
  const which = options.states === undefined ? 'activity yet' : 'unfinished activity';
  throw new ErrandError('activity_not_found', `The project ${options.project} has no ${which}.`);
}
