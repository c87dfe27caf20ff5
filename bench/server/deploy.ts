import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '../../src/cli/client/api-client.ts';
import { type ActivityDocument, isFinished, readDocument } from '../../src/cli/client/documents.ts';
import { activityPath } from '../../src/cli/client/paths.ts';
import { listAllFiles } from '../../src/cli/source/list-files.ts';
import { pushSource } from '../../src/cli/source/push.ts';

export const environment = 'main';
const lookAgainMilliseconds = 100;

/** Creates the project and deploys the folder to it. Throws with the push's log where that fails. */
export async function deploy(
  client: ApiClient,
  project: string,
  directory: string,
  signal: AbortSignal,
): Promise<void> {
  await client.post('/projects', { id: project, title: project, default_branch: environment });
  const files = await listAllFiles(directory);
  const pushed = await pushSource(client, { directory, files, project, environment });
  for (;;) {
    const push = readDocument<ActivityDocument & { readonly log?: string }>(
      await client.get(activityPath(project, pushed.id)),
    );
    if (push.result === 'success') return;
    if (isFinished(push)) throw new Error(`the deployment failed:\n${push.log ?? ''}`);
    await delay(lookAgainMilliseconds, undefined, { signal });
  }
}
