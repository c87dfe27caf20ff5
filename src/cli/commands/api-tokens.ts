import type { Command } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import type { ApiClient } from '../client/api-client.ts';
import { readDocument, readList } from '../client/documents.ts';
import { writeJson } from '../output/json.ts';
import { sayInstant } from '../output/say-instant.ts';
import { writeTable } from '../output/table.ts';
import type { ApiTokenDocument } from '../people/documents.ts';
import { findAccount, readMe } from '../people/find-user.ts';
import { openSession, type Session } from '../session.ts';

interface Options {
  readonly user?: string;
  readonly expires?: string;
}

const ofUser = ['--user <user>', 'of another user; for administrators'] as const;

/** `api-token:*`. */
export function addApiTokens(program: Command): void {
  program
    .command('api-token:list')
    .description('List API tokens')
    .option(...ofUser)
    .action(async (_options, command: Command) => list(openSession<Options>(command)));
  program
    .command('api-token:create')
    .description('Make an API token, which is shown only now')
    .argument('<name>', 'what it is for')
    .option('--expires <when>', "when it ends: '90d', '12h', or a date such as 2027-01-31")
    .option(...ofUser)
    .action(async (name: string, _options, command: Command) => create(openSession<Options>(command), name));
  program
    .command('api-token:revoke')
    .description('End an API token')
    .argument('<token>', 'its name or id')
    .option(...ofUser)
    .action(async (name: string, _options, command: Command) => revoke(openSession<Options>(command), name));
}

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000 };

/** RFC 3339 from `90d`, `12h` or a date. Error: `usage`. */
export function readExpiry(text: string, now: Date): string {
  const [, amount = '', unit = ''] = /^(\d{1,5})([hd])$/.exec(text) ?? [];
  if (amount !== '') return new Date(now.getTime() + Number(amount) * (unitMs[unit] ?? 0)).toISOString();
  const date = new Date(text);
  if (!Number.isNaN(date.getTime()) && /^\d{4}-\d{2}-\d{2}/.test(text)) return date.toISOString();
  throw new ErrandError('usage', `"${text}" is no time: give '90d', '12h', or a date such as 2027-01-31.`);
}

async function pathFor(client: ApiClient, user: string | undefined): Promise<string> {
  const { id } = user === undefined ? await readMe(client) : await findAccount(client, user);
  return `/users/${encodeURIComponent(id)}/api-tokens`;
}

async function list(session: Session<Options>): Promise<void> {
  const client = await session.connect();
  const tokens = readList<ApiTokenDocument>(await client.get(await pathFor(client, session.options.user)));
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, tokens);
  if (tokens.length === 0) return err.line('There is no API token.');
  const rows = tokens.map((token) => [
    token.name,
    sayInstant(token.created_at),
    sayInstant(token.last_used_at, 'never'),
    sayInstant(token.expires_at, 'never'),
    token.id,
  ]);
  writeTable(out, ['NAME', 'CREATED', 'LAST USED', 'EXPIRES', 'ID'], rows);
}

async function create(session: Session<Options>, name: string): Promise<void> {
  const { expires, user } = session.options;
  const client = await session.connect();
  const body = { name, ...(expires === undefined ? {} : { expires_at: readExpiry(expires, new Date()) }) };
  const made = readDocument<ApiTokenDocument & { readonly token: string }>(
    await client.post(await pathFor(client, user), body),
  );
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, made);
  err.line('Keep it now; it is not shown again:');
  out.line(made.token);
}

async function revoke(session: Session<Options>, name: string): Promise<void> {
  const client = await session.connect();
  const path = await pathFor(client, session.options.user);
  const tokens = readList<ApiTokenDocument>(await client.get(path));
  const found = tokens.find((token) => token.name === name || token.id === name);
  if (found === undefined) throw new ErrandError('api_token_not_found', `There is no API token "${name}".`);
  await client.delete(`${path}/${encodeURIComponent(found.id)}`);
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, found);
  err.line(`The API token ${err.plain(found.name)} is revoked.`);
}
