import type { Command } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import type { ApiClient } from '../client/api-client.ts';
import { projectPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { sayInstant } from '../output/say-instant.ts';
import { writeFields, writeTable } from '../output/table.ts';
import { type AccessDocument, readItems, type UserDocument } from '../people/documents.ts';
import { isCalled, referencedUsers } from '../people/find-user.ts';
import { permissionsFrom } from '../people/roles.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';

interface RoleOptions {
  readonly role?: readonly string[];
}

const roleHelp =
  "'admin', 'viewer', or for a type of environment 'staging:contributor'; 'production:none' takes one away, 'dev%:c' is short";

/** `user:*`: who may do what in a project, by the names and options of the original. */
export function addProjectUsers(program: Command): void {
  program
    .command('user:list')
    .description('List the users of the project and their roles')
    .action(async (_options, command: Command) => list(openSession(command)));
  program
    .command('user:get')
    .description('Show a user’s role in the project')
    .argument('<user>', 'e-mail address, user name or id')
    .action(async (name: string, _options, command: Command) => get(openSession(command), name));
  for (const [verb, what] of [
    ['add', 'Let a user into the project'],
    ['update', 'Change a user’s role in the project'],
  ] as const) {
    program
      .command(`user:${verb}`)
      .description(what)
      .argument('<user>', verb === 'add' ? 'e-mail address or id' : 'e-mail address, user name or id')
      .requiredOption('-r, --role <role...>', roleHelp)
      .action(async (name: string, _options, command: Command) => {
        const session = openSession<RoleOptions>(command);
        await (verb === 'add' ? add(session, name) : update(session, name));
      });
  }
  program
    .command('user:delete')
    .description('Shut a user out of the project')
    .argument('<user>', 'e-mail address, user name or id')
    .action(async (name: string, _options, command: Command) => remove(openSession(command), name));
}

interface Member {
  readonly access: AccessDocument;
  readonly user: UserDocument | undefined;
}

async function membersOf(client: ApiClient, project: string): Promise<readonly Member[]> {
  const access = readItems<AccessDocument>(await client.get(`${projectPath(project)}/user-access`));
  const users = await referencedUsers(
    client,
    access.map(({ user_id: id }) => id),
  );
  return access.map((one) => ({ access: one, user: users[one.user_id] }));
}

async function requireMember(client: ApiClient, project: string, name: string): Promise<Member> {
  const members = await membersOf(client, project);
  const found = members.find(({ access, user }) => access.user_id === name || (user && isCalled(user, name)));
  if (found !== undefined) return found;
  throw new ErrandError('access_not_found', `"${name}" has no role in the project ${project}.`);
}

async function list(session: Session<unknown>): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const members = await membersOf(client, project);
  const { out, err } = session.terminal;
  if (session.json)
    return writeJson(
      out,
      members.map(({ access, user }) => ({ ...access, user })),
    );
  if (members.length === 0)
    return err.line('Nobody has a role in this project; owners and administrators need none.');
  const rows = members.map(({ access, user }) => [
    user?.email ?? access.user_id,
    user?.username ?? '',
    access.permissions.join(', '),
    sayInstant(access.granted_at),
  ]);
  writeTable(out, ['E-MAIL', 'USER NAME', 'ROLES', 'SINCE'], rows);
}

async function get(session: Session<unknown>, name: string): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const { access, user } = await requireMember(client, project, name);
  const { out } = session.terminal;
  if (session.json) return writeJson(out, { ...access, user });
  writeFields(out, [
    ['e-mail address', user?.email ?? ''],
    ['user name', user?.username ?? ''],
    ['id', access.user_id],
    ['roles', access.permissions.join(', ')],
    ['since', sayInstant(access.granted_at)],
  ]);
}

async function add(session: Session<RoleOptions>, name: string): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const permissions = permissionsFrom(session.options.role ?? []);
  if (name.includes('@')) {
    const [role, ...types] = permissions;
    const typed = types.map((text) => ({ type: text.split(':')[0], role: text.split(':')[1] }));
    await client.post(`${projectPath(project)}/invitations`, { email: name, role, permissions: typed });
  } else {
    await client.post(`${projectPath(project)}/user-access`, [{ user_id: name, permissions }]);
  }
  await tell(session, client, project, name);
}

async function update(session: Session<RoleOptions>, name: string): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const { access } = await requireMember(client, project, name);
  const permissions = permissionsFrom(session.options.role ?? [], access.permissions);
  await client.patch(`${projectPath(project)}/user-access/${encodeURIComponent(access.user_id)}`, {
    permissions,
  });
  await tell(session, client, project, access.user_id);
}

async function tell(
  session: Session<unknown>,
  client: ApiClient,
  project: string,
  name: string,
): Promise<void> {
  const { access, user } = await requireMember(client, project, name);
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, { ...access, user });
  err.line(`${err.plain(user?.email ?? name)} has in ${project}: ${access.permissions.join(', ')}.`);
}

async function remove(session: Session<unknown>, name: string): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const { access, user } = await requireMember(client, project, name);
  await client.delete(`${projectPath(project)}/user-access/${encodeURIComponent(access.user_id)}`);
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, access);
  err.line(`${err.plain(user?.email ?? name)} has no role in ${project} any more.`);
}
