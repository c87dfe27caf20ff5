import type { Command } from 'commander';
import type { ApiClient } from '../client/api-client.ts';
import { readDocument, readList } from '../client/documents.ts';
import { environmentPath, projectPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { sayInstant } from '../output/say-instant.ts';
import { writeTable } from '../output/table.ts';
import { followChange } from '../run/follow-change.ts';
import { findPlace, findProjectPlace, openSession, type Session } from '../session.ts';

interface DomainDocument {
  readonly name: string;
  readonly is_default: boolean;
  readonly created_at: string;
}

interface Options {
  readonly wait?: boolean;
  readonly default?: boolean;
  readonly ofEnvironment?: boolean;
}

interface DomainPlace {
  readonly client: ApiClient;
  readonly project: string;
  readonly path: string;
  readonly said: string;
}

const ofEnvironment = [
  '--of-environment',
  "of the environment alone (-e), not of the project's production environment",
] as const;
const noWait = ['--no-wait', 'do not wait for the redeploy'] as const;

/** `domain:add`, `domain:list`, `domain:get`, `domain:update` and `domain:delete`. */
export function addDomains(program: Command): void {
  program
    .command('domain:add')
    .description('Add a domain: routes with {default} and {all} answer at it')
    .argument('<name>', 'such as shop.example.com')
    .option('--default', 'make it what {default} stands for')
    .option(...ofEnvironment)
    .option(...noWait)
    .action(async (name: string, _options, command: Command) => add(openSession<Options>(command), name));
  program
    .command('domain:list')
    .description('List domains, the default one first')
    .option(...ofEnvironment)
    .action(async (_options, command: Command) => list(openSession<Options>(command)));
  program
    .command('domain:get')
    .description('Show a domain')
    .argument('<name>', 'the domain')
    .option(...ofEnvironment)
    .action(async (name: string, _options, command: Command) => get(openSession<Options>(command), name));
  program
    .command('domain:update')
    .description('Make a domain what {default} stands for')
    .argument('<name>', 'the domain')
    .requiredOption('--default', 'the change')
    .option(...ofEnvironment)
    .option(...noWait)
    .action(async (name: string, _options, command: Command) => update(openSession<Options>(command), name));
  program
    .command('domain:delete')
    .description('Remove a domain')
    .argument('<name>', 'the domain')
    .option(...ofEnvironment)
    .option(...noWait)
    .action(async (name: string, _options, command: Command) => remove(openSession<Options>(command), name));
}

async function placeOf(session: Session<Options>): Promise<DomainPlace> {
  if (session.options.ofEnvironment !== true) {
    const { client, project } = await findProjectPlace(session);
    return { client, project, path: `${projectPath(project)}/domains`, said: `project ${project}` };
  }
  const { client, project, environment } = await findPlace(session);
  const path = `${environmentPath(project, environment)}/domains`;
  return { client, project, path, said: `environment ${environment}` };
}

const one = ({ path }: DomainPlace, name: string) => `${path}/${encodeURIComponent(name)}`;

/** Follows the redeploy, where anything runs that has to be redeployed. */
async function follow(session: Session<Options>, place: DomainPlace, answer: unknown, done: string) {
  const { _embedded: embedded } = Object(answer) as {
    readonly _embedded?: { readonly activities?: unknown[] };
  };
  const { out, err } = session.terminal;
  if ((embedded?.activities ?? []).length > 0) return followChange(session, place, answer, done);
  if (session.json) writeJson(out, answer);
  else err.line(`${err.paint.green('✔')} ${done}`);
}

async function add(session: Session<Options>, name: string): Promise<void> {
  const place = await placeOf(session);
  const body = { name, ...(session.options.default === true ? { is_default: true } : {}) };
  await follow(session, place, await place.client.post(place.path, body), `${name} leads to ${place.said}.`);
}

async function list(session: Session<Options>): Promise<void> {
  const place = await placeOf(session);
  const domains = readList<DomainDocument>(await place.client.get(place.path));
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, domains);
  if (domains.length === 0) return err.line(`The ${place.said} has no domain. To add one: errand domain:add`);
  const rows = domains.map(({ name, is_default, created_at }) => [
    name,
    is_default ? 'yes' : '',
    sayInstant(created_at),
  ]);
  writeTable(out, ['NAME', 'DEFAULT', 'CREATED'], rows);
}

async function get(session: Session<Options>, name: string): Promise<void> {
  const place = await placeOf(session);
  const document = readDocument<DomainDocument>(await place.client.get(one(place, name)));
  const { out } = session.terminal;
  if (session.json) return writeJson(out, document);
  const facts = Object.entries(document).filter(([key]) => !key.startsWith('_') && key !== 'attributes');
  writeTable(
    out,
    ['PROPERTY', 'VALUE'],
    facts.map(([key, value]) => [key, String(value)]),
  );
}

async function update(session: Session<Options>, name: string): Promise<void> {
  const place = await placeOf(session);
  const answer = await place.client.patch(one(place, name), { is_default: true });
  await follow(session, place, answer, `{default} of ${place.said} is ${name}.`);
}

async function remove(session: Session<Options>, name: string): Promise<void> {
  const place = await placeOf(session);
  const answer = await place.client.delete(one(place, name));
  await follow(session, place, answer, `${name} leads to ${place.said} no more.`);
}
