import { type ApiClient, createApiClient } from '../client/api-client.ts';
import type { Connection } from '../connection/connection.ts';
import {
  type Credentials,
  credentialsPath,
  forgetCredentials,
  keepCredentials,
} from '../connection/credentials.ts';
import type { UserDocument } from '../people/documents.ts';
import { readMe } from '../people/find-user.ts';

/** Keeps what somebody signed in with, once the server said who they are. Errors: those of the API. */
export async function keepSignIn(
  env: NodeJS.ProcessEnv,
  credentials: Credentials,
): Promise<{ readonly client: ApiClient; readonly user: UserDocument }> {
  await keepCredentials(env, credentials);
  const { apiUrl, authUrl } = credentials;
  const connection: Connection =
    credentials.kind === 'api_token'
      ? { apiUrl, authUrl, apiToken: credentials.apiToken }
      : { apiUrl, authUrl, apiToken: '', sessionFile: credentialsPath(env, apiUrl) };
  const client = createApiClient(connection);
  try {
    const user = await readMe(client);
    await keepCredentials(env, { ...credentials, username: user.username });
    return { client, user };
  } catch (error) {
    await forgetCredentials(env, apiUrl);
    throw error;
  }
}
