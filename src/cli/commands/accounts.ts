import { type Command, Option } from 'commander';
import { readDocument } from '../client/documents.ts';
import { writeJson } from '../output/json.ts';
import { sayInstant } from '../output/say-instant.ts';
import { writeFields, writeTable } from '../output/table.ts';
import { readItems, type UserDocument } from '../people/documents.ts';
import { findAccount } from '../people/find-user.ts';
import { openSession, type Session } from '../session.ts';
import { sayServerRole } from './auth-info.ts';

interface AccountOptions {
  readonly username?: string;
  readonly name?: string;
  readonly email?: string;
  readonly administrator?: boolean;
  readonly owner?: boolean;
  readonly deactivated?: boolean;
}

/** `account:*`: the users of the server. The original's `user:*` are about a project. */
export function addAccounts(program: Command): void {
  program
    .command('account:list')
    .description('List the users of the server')
    .action(async (_options, command: Command) => list(openSession(command)));
  addCreate(program);
  program
    .command('account:get')
    .description('Show a user of the server')
    .argument('<user>', 'e-mail address, user name or id')
    .action(async (name: string, _options, command: Command) => get(openSession(command), name));
  addUpdate(program);
  program
    .command('account:delete')
    .description('Delete a user with their tokens and roles')
    .argument('<user>', 'e-mail address, user name or id')
    .action(async (name: string, _options, command: Command) => remove(openSession(command), name));
  program
    .command('account:password')
    .alias('user:password')
    .description('Give a user a password for one sign-in, in place of theirs')
    .argument('<user>', 'e-mail address, user name or id')
    .action(async (name: string, _options, command: Command) => resetPassword(openSession(command), name));
}

function addCreate(program: Command): void {
  program
    .command('account:create')
    .alias('user:create')
    .description('Make a user of the server, with a password for the first sign-in')
    .argument('<email>', 'e-mail address')
    .option('--username <name>', 'the user name (default: what stands before the @)')
    .option('--name <name>', 'the name to show')
    .option('--administrator', 'may do everything on the server')
    .option('--owner', 'creates projects and is admin of all')
    .action(async (email: string, _options, command: Command) => create(openSession(command), email));
}

function addUpdate(program: Command): void {
  const flag = (name: string, what: string) => [
    new Option(`--${name}`, what),
    new Option(`--no-${name}`, `the contrary of --${name}`),
  ];
  const command = program
    .command('account:update')
    .description('Change a user of the server')
    .argument('<user>', 'e-mail address, user name or id')
    .option('--email <address>', 'the e-mail address')
    .option('--username <name>', 'the user name')
    .option('--name <name>', 'the name to show')
    .action(async (name: string, _options, own: Command) => update(openSession(own), name));
  for (const option of [
    ...flag('administrator', 'may do everything on the server'),
    ...flag('owner', 'creates projects and is admin of all'),
    ...flag('deactivated', 'may not sign in, and their tokens are not taken'),
  ]) {
    command.addOption(option);
  }
}

function bodyOf(options: AccountOptions): Readonly<Record<string, unknown>> {
  const given = {
    username: options.username,
    display_name: options.name,
    email: options.email,
    is_administrator: options.administrator,
    is_owner: options.owner,
    deactivated: options.deactivated,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function fieldsOf(user: UserDocument): readonly (readonly [string, string])[] {
  return [
    ['user name', user.username],
    ['e-mail address', user.email],
    ['name', user.display_name ?? ''],
    ['id', user.id],
    ['on the server', sayServerRole(user)],
    ['state', user.deactivated === true ? 'deactivated' : 'active'],
    ['since', sayInstant(user.created_at)],
  ];
}

async function list(session: Session<unknown>): Promise<void> {
  const users = readItems<UserDocument>(await (await session.connect()).get('/users'));
  const { out } = session.terminal;
  if (session.json) return writeJson(out, users);
  const rows = users.map((user) => [
    user.username,
    user.email,
    sayServerRole(user),
    user.deactivated === true ? 'deactivated' : 'active',
  ]);
  writeTable(out, ['USER NAME', 'E-MAIL', 'ON THE SERVER', 'STATE'], rows);
}

async function create(session: Session<AccountOptions>, email: string): Promise<void> {
  const client = await session.connect();
  const made = readDocument<UserDocument & { readonly password: string }>(
    await client.post('/users', { ...bodyOf(session.options), email }),
  );
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, made);
  err.line(`${err.plain(made.username)} signs in at ${client.connection.apiUrl} with this password, once:`);
  out.line(made.password);
}

async function get(session: Session<unknown>, name: string): Promise<void> {
  const user = await findAccount(await session.connect(), name);
  const { out } = session.terminal;
  if (session.json) return writeJson(out, user);
  writeFields(out, fieldsOf(user));
}

async function update(session: Session<AccountOptions>, name: string): Promise<void> {
  const client = await session.connect();
  const { id } = await findAccount(client, name);
  const user = await client.patch(`/users/${encodeURIComponent(id)}`, bodyOf(session.options));
  const { out } = session.terminal;
  if (session.json) return writeJson(out, user);
  writeFields(out, fieldsOf(readDocument(user)));
}

async function remove(session: Session<unknown>, name: string): Promise<void> {
  const client = await session.connect();
  const user = await findAccount(client, name);
  await client.delete(`/users/${encodeURIComponent(user.id)}`);
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, user);
  err.line(`${err.plain(user.username)} is deleted.`);
}

async function resetPassword(session: Session<unknown>, name: string): Promise<void> {
  const client = await session.connect();
  const user = await findAccount(client, name);
  const given = readDocument<{ readonly password: string; readonly expires_at: string }>(
    await client.post(`/users/${encodeURIComponent(user.id)}/password`, {}),
  );
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, given);
  err.line(
    `${err.plain(user.username)} signs in with this password once, until ${sayInstant(given.expires_at)}:`,
  );
  out.line(given.password);
}
