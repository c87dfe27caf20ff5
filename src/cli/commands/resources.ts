import type { Command } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import { readDocument } from '../client/documents.ts';
import { environmentPath } from '../client/paths.ts';
import { writeJson } from '../output/json.ts';
import { writeTable } from '../output/table.ts';
import { followChange } from '../run/follow-change.ts';
import { findPlace, openSession, type Session } from '../session.ts';

interface ContainerDocument {
  readonly type: string;
  readonly disk: number | null;
}

interface DeploymentDocument {
  readonly webapps: Readonly<Record<string, ContainerDocument>>;
  readonly services: Readonly<Record<string, ContainerDocument>>;
}

interface Options {
  readonly disk?: readonly string[];
  readonly wait?: boolean;
}

/** `resources:get` and `resources:set`. */
export function addResources(program: Command): void {
  program
    .command('resources:get')
    .description('Show the disks of applications and services')
    .action(async (_options, command: Command) => get(openSession<Options>(command)));
  program
    .command('resources:set')
    .description('Make disks larger, while all goes on running where the kernel allows it')
    .requiredOption('--disk <name:MiB...>', 'an application or a service, and its disk: db:2048')
    .option('--no-wait', 'print the id of the activity and do not wait for its end')
    .action(async (_options, command: Command) => set(openSession<Options>(command)));
}

async function get(session: Session<Options>): Promise<void> {
  const { client, project, environment } = await findPlace(session);
  const path = `${environmentPath(project, environment)}/deployments/next`;
  const { webapps, services } = readDocument<DeploymentDocument>(await client.get(path));
  const rows = [
    ...Object.entries(webapps).map(([name, container]) => ({
      name,
      kind: 'application',
      ...pick(container),
    })),
    ...Object.entries(services).map(([name, container]) => ({ name, kind: 'service', ...pick(container) })),
  ];
  const { out } = session.terminal;
  if (session.json) return writeJson(out, rows);
  writeTable(
    out,
    ['NAME', 'KIND', 'TYPE', 'DISK (MiB)'],
    rows.map(({ name, kind, type, disk }) => [name, kind, type, disk === null ? '' : String(disk)]),
  );
}

const pick = ({ type, disk }: ContainerDocument) => ({ type, disk });

/** `db:2048,web:512` and the option given more than once are the same. */
function readSizes(written: readonly string[]): readonly (readonly [string, number])[] {
  return written
    .flatMap((text) => text.split(','))
    .map((text) => {
      const [, name, size] = /^(.+):(\d+)$/.exec(text.trim()) ?? [];
      if (name !== undefined && size !== undefined) return [name, Number(size)] as const;
      throw new ErrandError('usage', `--disk ${text}: write the name and the size in MiB, such as db:2048`);
    });
}

async function set(session: Session<Options>): Promise<void> {
  const sizes = readSizes(session.options.disk ?? []);
  const place = await findPlace(session);
  const { client, project, environment } = place;
  const path = `${environmentPath(project, environment)}/deployments/next`;
  const { webapps, services } = readDocument<DeploymentDocument>(await client.get(path));
  const within = (containers: object) =>
    Object.fromEntries(
      sizes.filter(([name]) => Object.hasOwn(containers, name)).map(([name, disk]) => [name, { disk }]),
    );
  const unknown = sizes.find(([name]) => !Object.hasOwn(webapps, name) && !Object.hasOwn(services, name));
  if (unknown !== undefined) {
    const names = [...Object.keys(webapps), ...Object.keys(services)].join(', ');
    throw new ErrandError(
      'usage',
      `${environment} has neither an application nor a service ${unknown[0]}; it has ${names}`,
    );
  }
  const answer = await client.patch(path, { webapps: within(webapps), services: within(services) });
  await followChange(session, place, answer, 'The disks are larger.');
}
