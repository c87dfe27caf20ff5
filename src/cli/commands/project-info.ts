import type { Command } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import { readDocument } from '../client/documents.ts';
import { projectPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { writeTable } from '../output/table.ts';
import { findProjectPlace, openSession, type Session } from '../session.ts';

type Properties = Readonly<Record<string, unknown>>;

interface Changed {
  readonly _embedded: { readonly entity: Properties };
}

const shown = [
  'id',
  'title',
  'description',
  'default_branch',
  'timezone',
  'status',
  'repository',
  'created_at',
  'updated_at',
];

export function addProjectInfo(program: Command): void {
  program
    .command('project:info')
    .description(
      'Show a project or one of its properties, or change its title, description, default_branch or timezone',
    )
    .argument('[property]', 'the property; below another one with a dot: status.message')
    .argument('[value]', 'what it is to be')
    .action(async (property: string | undefined, value: string | undefined, _options, command: Command) => {
      const session = openSession(command);
      if (property === undefined) return showAll(session);
      return value === undefined ? showOne(session, property) : change(session, property, value);
    });
}

async function read(session: Session<unknown>): Promise<Properties> {
  const { client, project } = await findProjectPlace(session);
  return readDocument<Properties>(await client.get(projectPath(project)));
}

async function showAll(session: Session<unknown>): Promise<void> {
  const document = await read(session);
  const { out } = session.terminal;
  if (session.json) return writeJson(out, document);
  const rows = shown.filter((name) => name in document).map((name) => [name, say(document[name])]);
  writeTable(out, ['PROPERTY', 'VALUE'], rows);
}

async function showOne(session: Session<unknown>, property: string): Promise<void> {
  const document = await read(session);
  const { out } = session.terminal;
  const value = property.split('.').reduce<unknown>(below, document);
  if (value === undefined) {
    const names = Object.keys(document).filter((name) => !name.startsWith('_'));
    const message = `A project has no property "${property}"; it has ${names.join(', ')}.`;
    throw new ErrandError('usage', message, { details: { property, properties: names } });
  }
  if (session.json) return writeJson(out, value);
  out.line(out.plain(say(value)));
}

function below(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && Object.hasOwn(value, name) ? (value as Properties)[name] : undefined;
}

async function change(session: Session<unknown>, property: string, value: string): Promise<void> {
  const { client, project } = await findProjectPlace(session);
  const answer = await client.patch(projectPath(project), { [property]: value });
  const { entity } = readDocument<Changed>(answer)._embedded;
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, entity);
  err.line(`${err.paint.green('✔')} ${property} of ${project} is now: ${err.plain(say(entity[property]))}`);
}

function say(value: unknown): string {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return String(value ?? '');
}
