import type { Activity } from '../activity/activity.ts';
import type { Environment, Project } from '../deploy/deployment.ts';
import { ErrandError } from '../errors/errand-error.ts';
import { environmentPrefix, volumeId } from '../volume/volume-id.ts';
import type { Volumes } from '../volume/volumes.ts';
import { deployBranch } from './deploy-branch.ts';
import { type ChangeRequest, type EnvironmentParts, startChange, succeeded } from './environment-parts.ts';
import { stopEnvironment } from './stop-environment.ts';

/** The room that an application's storage or a service's data has. */
export interface Disk {
  readonly kind: 'app' | 'service';
  readonly name: string;
  readonly sizeMiB: number;
}

/** What an environment's volumes are called, without what they have in common, is kind and name of their owner. */
export async function listDisks(
  volumes: Volumes,
  project: Pick<Project, 'id'>,
  { machineName }: Pick<Environment, 'machineName'>,
): Promise<readonly Disk[]> {
  const prefix = environmentPrefix({ project: project.id, environmentMachineName: machineName });
  const facts = await volumes.list(prefix);
  return facts.flatMap(({ id, sizeMiB }): readonly Disk[] => {
    const [, kind, name] = /^(app|service)\.(.+)$/.exec(id.slice(prefix.length)) ?? [];
    return (kind === 'app' || kind === 'service') && name !== undefined ? [{ kind, name, sizeMiB }] : [];
  });
}

const sayKind = { app: 'application', service: 'service' } as const;

/** Errors: `request_invalid` where it has no disk, or a larger one. */
function check(wanted: readonly Disk[], known: readonly Disk[]): void {
  for (const { kind, name, sizeMiB } of wanted) {
    const former = known.find((disk) => disk.kind === kind && disk.name === name);
    if (former === undefined) {
      const message = `The ${sayKind[kind]} ${name} has no disk: it keeps nothing, or was never deployed.`;
      throw new ErrandError('request_invalid', message);
    }
    if (sizeMiB < former.sizeMiB) {
      const message = `The disk of ${name} has ${former.sizeMiB} MiB and cannot be made smaller: ask for ${former.sizeMiB} or more.`;
      throw new ErrandError('request_invalid', message, { details: { name, disk: former.sizeMiB } });
    }
  }
}

async function growAll(
  parts: EnvironmentParts,
  { project, environment }: ChangeRequest,
  disks: readonly Disk[],
) {
  const place = { project: project.id, environmentMachineName: environment.machineName };
  for (const { kind, name, sizeMiB } of disks)
    await parts.storage.volumes.resize(volumeId({ ...place, kind, name }), sizeMiB);
}

/** Whether they could be made larger while they are in use: some kernels do not let this server do that. */
async function growInUse(...call: Parameters<typeof growAll>): Promise<boolean> {
  try {
    await growAll(...call);
    return true;
  } catch (error) {
    if (error instanceof ErrandError && error.code === 'conflict') return false;
    throw error;
  }
}

/**
 * Makes disks larger: while all goes on running where the kernel allows it, else with a stop of the environment. Errors at
 * once: those of `check`.
 */
export async function growDisks(
  parts: EnvironmentParts,
  request: ChangeRequest,
  wanted: readonly Disk[],
): Promise<Activity> {
  const { project, environment } = request;
  const { volumes } = parts.storage;
  check(wanted, await listDisks(volumes, project, environment));
  const about = {
    type: 'environment.resources.update',
    text: `changed resources of environment ${environment.name}`,
    parameters: { disk: Object.fromEntries(wanted.map(({ name, sizeMiB }) => [name, sizeMiB])) },
    takes: null,
  } as const;
  return startChange(parts, request, about, async (work, now) => {
    const inUse = await growInUse(parts, request, wanted);
    if (!inUse) {
      work.log(
        'This machine’s kernel makes no disk larger that is in use: the environment is stopped meanwhile',
      );
      await stopEnvironment(parts, request, work);
      await growAll(parts, request, wanted);
    }
    for (const { name, sizeMiB } of wanted) work.log(`The disk of ${name} has ${sizeMiB} MiB`);
    return inUse || now.environment.status !== 'active' ? succeeded() : deployBranch(parts, request, work);
  });
}
