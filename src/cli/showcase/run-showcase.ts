import { ErrandError } from '../../errors/errand-error.ts';
import type { ApiClient } from '../client/api-client.ts';
import { type ActivityDocument, readAcceptedActivity } from '../client/documents.ts';
import { environmentPath, projectPath } from '../client/paths.ts';
import type { Terminal } from '../output/terminal.ts';
import { pushExitStatus, runExitStatus } from '../run/exit-status.ts';
import { followPush } from '../run/follow-push.ts';
import { followRunToEnd } from '../run/follow-run.ts';
import { findDeployedUrl } from '../source/deployed-url.ts';
import { listAllFiles } from '../source/list-files.ts';
import { pushSource } from '../source/push.ts';

/** Where `errand start` puts the example. */
export const showcase = { project: 'report', environment: 'main', task: 'report' } as const;
const { project, environment, task } = showcase;

export interface ShowcaseResult {
  readonly push: ActivityDocument;
  /** Null when the deployment failed. */
  readonly run: ActivityDocument | null;
  readonly url: string | null;
  readonly exitStatus: number;
}

interface Options {
  readonly directory: string;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** Deploys the example and runs its task once, as any client of the API could. */
export async function runShowcase(
  client: ApiClient,
  terminal: Terminal,
  options: Options,
): Promise<ShowcaseResult> {
  const { directory, json, signal } = options;
  signal.throwIfAborted();
  await ensureProject(client);
  const files = await listAllFiles(directory);
  const pushed = await pushSource(client, { directory, files, project, environment });
  const push = await followPush(client, terminal, { project, activity: pushed, json, signal });
  if (push.result !== 'success') return { push, run: null, url: null, exitStatus: pushExitStatus(push) };
  const accepted = await client.post(`${environmentPath(project, environment)}/tasks/${task}/run`, {
    variables: {},
  });
  const activity = readAcceptedActivity(accepted);
  const run = await followRunToEnd(client, terminal, { project, activity, json, signal });
  const url = await findDeployedUrl(client, project, environment);
  return { push, run, url, exitStatus: runExitStatus(run) };
}

/** The project is still there when the same home was used before. */
async function ensureProject(client: ApiClient): Promise<void> {
  try {
    await client.get(projectPath(project));
  } catch (error) {
    if (!(error instanceof ErrandError) || error.httpStatus !== 404) throw error;
    await client.post('/projects', { id: project, title: 'Report', default_branch: environment });
  }
}
