import type { Container } from '../engine/engine.ts';
import type { Run } from '../task/run.ts';
import type { PreparedRun } from '../task/stage.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { Deployment } from './deployment.ts';
import { furnish } from './seat.ts';

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
  const network = await parts.networkOf(run.project, run.environment);
  const reach = { egress: true, permissions: [] };
  const attachment = await network.adopt(container.pid, reach);
  const seat = furnish(
    attachment,
    {
      ...reach,
      project: run.project,
      environment: run.environment,
      workload: run.task,
      authorizations: deployment?.definition.tasks[run.task]?.authorizations ?? [],
      http: null,
    },
    parts.inside,
  );
  seat.occupy(container.id);
  void container.ended.then(() => seat.occupy(null));
  return {
    container,
    async close() {
      await container.remove();
      await seat.close();
    },
  };
}
