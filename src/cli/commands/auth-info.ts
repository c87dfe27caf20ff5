import type { Command } from 'commander';
import type { ApiClient } from '../client/api-client.ts';
import type { Connection } from '../connection/connection.ts';
import { writeJson } from '../output/json.ts';
import { writeFields } from '../output/table.ts';
import { type AccessDocument, readItems, type UserDocument } from '../people/documents.ts';
import { readMe } from '../people/find-user.ts';
import { openSession, type Session } from '../session.ts';

export function addAuthInfo(program: Command): void {
  program
    .command('auth:info')
    .description('Show who you are to the server, and what you may do there')
    .action(async (_options, command: Command) => info(openSession(command)));
}

async function info(session: Session<unknown>): Promise<void> {
  const client = await session.connect();
  const user = await readMe(client);
  const access = await readAccess(client, user);
  const { out } = session.terminal;
  const { apiUrl } = client.connection;
  if (session.json) return writeJson(out, { api_url: apiUrl, ...user, project_access: access });
  writeFields(out, [
    ['server', apiUrl],
    ['user name', user.username],
    ['e-mail address', user.email],
    ['id', user.id],
    ['signed in with', howSignedIn(client.connection)],
    ['on the server', sayServerRole(user)],
    ...access.map((one) => [`project ${one.resource_id}`, one.permissions.join(', ')] as const),
  ]);
}

async function readAccess(client: ApiClient, user: UserDocument): Promise<readonly AccessDocument[]> {
  return readItems(await client.get(`/users/${encodeURIComponent(user.id)}/project-access`));
}

function howSignedIn({ sessionFile }: Connection): string {
  return sessionFile === undefined ? 'an API token' : 'a browser';
}

export function sayServerRole(user: UserDocument): string {
  if (user.is_administrator === true) return 'administrator';
  return user.is_owner === true ? 'owner of the organization' : 'no role';
}
