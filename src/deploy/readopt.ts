import type { Container } from '../engine/engine.ts';
import { ErrandError } from '../errors/errand-error.ts';
import type { Run } from '../task/run.ts';
import type { PreparedRun } from '../task/stage.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Deployment } from './deployment.ts';
import { furnish, type Seat } from './seat.ts';

/** Null where its network is gone: the container ended while no server ran. */
async function seatAgain(
  parts: ClusterParts,
  run: Run,
  deployment: Deployment | null,
  container: Container,
): Promise<Seat | null> {
  const network = await parts.networkOf(run.project, run.environment);
  const reach = { egress: true, permissions: [] };
  const attachment = await network.adopt(container.pid, reach).catch((error: unknown) => {
    parts.log.info({ run: run.id, error }, 'a run has no network any more');
    return null;
  });
  if (attachment === null) return null;
  const { project, environment, task: workload } = run;
  const authorizations = deployment?.definition.tasks[workload]?.authorizations ?? [];
  const request = { ...reach, project, environment, workload, authorizations, http: null };
  return furnish(attachment, request, parts.inside);
}

/**
 * Takes the container of a run back into care that outlived the server: its address stays its own and its tokens work
 * again. To be done before anything else takes an address. Applications are started anew with new addresses, so the
 * run's connections to them are not restored.
 */
export async function readoptRun(
  parts: ClusterParts,
  run: Run,
  deployment: Deployment | null,
  container: Container,
): Promise<PreparedRun> {
  const seat = await seatAgain(parts, run, deployment, container);
  seat?.occupy(container.id);
  void container.ended.then(() => seat?.occupy(null));
  return {
    container,
    async begin() {
      if (container.waiting)
        throw new ErrandError(
          'start_failed',
          'the server stopped in the moment in which the command was to begin',
        );
      if (!container.started) await container.start();
    },
    async close() {
      await container.remove();
      await seat?.close();
    },
  };
}
