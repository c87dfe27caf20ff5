import type { OutputFolder } from '../artifact/output-folder.ts';
import type { ApplicationDefinition, TaskDefinition } from '../config/definition.ts';
import type { Container } from '../engine/engine.ts';
import type { WorkloadOwner } from '../identity/workloads.ts';
import type { Run } from '../task/run.ts';
import type { PreparedRun } from '../task/stage.ts';
import type { ClusterParts } from './cluster-parts.ts';
import { permissionsOf, type RelatedAround } from './related.ts';
import { furnish, type Seat } from './seat.ts';

/** Whose container it is that outlived the server. */
type Owner = Omit<WorkloadOwner, 'authorizations'>;

type Workload = ApplicationDefinition | TaskDefinition | undefined;

/** Null where its network is gone: the container ended while no server ran. */
async function seatAgain(
  parts: ClusterParts,
  owner: Owner,
  definition: Workload,
  around: RelatedAround | null,
  container: Container,
): Promise<Seat | null> {
  const network = await parts.networkOf(owner.project, owner.environment);
  const permissions = around === null || definition === undefined ? [] : permissionsOf(definition, around);
  const reach = { egress: true, permissions };
  const attachment = await network.adopt(container.pid, reach).catch((error: unknown) => {
    parts.log.info({ container: container.id, error }, 'a container has no network any more');
    return null;
  });
  if (attachment === null) return null;
  const authorizations = definition?.authorizations ?? [];
  try {
    return furnish(attachment, { ...reach, ...owner, authorizations, http: null }, parts.inside);
  } catch (error) {
    // As where the command has taken the broker's place while no server was there.
    await attachment.close();
    throw error;
  }
}

/** One whose file system is damaged costs the run its results, not the server its start. */
async function outputAgain(parts: ClusterParts, container: Container): Promise<OutputFolder | null> {
  try {
    return await parts.outputs.adopt(container.id);
  } catch (error) {
    parts.log.error({ container: container.id, error }, 'the results of a container cannot be read');
    const fail = () => {
      throw error;
    };
    return { path: '', isEmpty: fail, copyTo: fail, release: () => Promise.resolve() };
  }
}

async function readopt(
  parts: ClusterParts,
  owner: Owner,
  definition: Workload,
  around: RelatedAround | null,
  container: Container,
): Promise<PreparedRun> {
  const seat = await seatAgain(parts, owner, definition, around, container);
  const output = await outputAgain(parts, container);
  seat?.occupy(container.id);
  void container.ended.then(() => seat?.occupy(null));
  return {
    container,
    output,
    async begin() {
      if (!container.started) await container.start();
    },
    async close() {
      await container.remove();
      try {
        await output?.release();
      } finally {
        await seat?.close();
        await parts.storage.scratch.delete(container.id);
      }
    },
  };
}

/**
 * Takes the container of a run back into care that outlived the server: its address stays its own and its tokens work
 * again. To be done before anything else takes an address. Services and applications get their former addresses back, so it
 * reaches what it had a relationship to as soon as that is up.
 */
export function readoptRun(
  parts: ClusterParts,
  run: Run,
  around: RelatedAround | null,
  container: Container,
): Promise<PreparedRun> {
  const { project, environment, task: workload } = run;
  const task = around?.deployment.definition.tasks[workload];
  const owner: Owner = {
    project,
    environment,
    workload,
    deployment: run.deployment,
    rightsIn: ({ tasks }) => tasks[workload]?.authorizations ?? [],
  };
  return readopt(parts, owner, task, around, container);
}

/** The same for a command beside an application. */
export function readoptCommand(
  parts: ClusterParts,
  command: Pick<Owner, 'project' | 'environment' | 'workload'>,
  around: RelatedAround | null,
  container: Container,
): Promise<PreparedRun> {
  const { workload } = command;
  const application = around?.deployment.definition.applications[workload];
  const owner: Owner = {
    ...command,
    deployment: around?.deployment.id ?? null,
    rightsIn: ({ applications }) => applications[workload]?.authorizations ?? [],
  };
  return readopt(parts, owner, application, around, container);
}
