import type { ApiClient } from '../client/api-client.ts';
import { type ActivityDocument, readAcceptedActivity } from '../client/documents.ts';
import { environmentPath } from '../client/paths.ts';
import { packArchive } from './archive.ts';

interface Push {
  readonly directory: string;
  readonly files: readonly string[];
  readonly project: string;
  readonly environment: string;
}

/** Uploads files; returns the push that the server began with them. */
export async function pushSource(client: ApiClient, push: Push): Promise<ActivityDocument> {
  await using archive = await packArchive(push.directory, push.files);
  const path = `${environmentPath(push.project, push.environment)}/source`;
  return readAcceptedActivity(await client.upload(path, archive.path, 'application/x-tar'));
}
