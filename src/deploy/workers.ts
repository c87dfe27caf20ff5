import type { EnvironmentNetwork } from '../network/network.ts';
import type { ClusterParts } from './cluster-parts.ts';
import type { DeployLog } from './hooks.ts';
import type { Surroundings } from './surroundings.ts';
import { type RunningWorker, startWorker } from './worker.ts';

/** The workers of one deployment. They begin when those of the former one have ended: no two of the same at once. */
export interface Workers {
  /** Starts all; one that cannot be started is told in the log and does not keep the others from starting. */
  start(log: DeployLog): Promise<void>;
  stop(): Promise<void>;
}

export function createWorkers(
  parts: ClusterParts,
  network: EnvironmentNetwork,
  around: Surroundings,
): Workers {
  const running: RunningWorker[] = [];
  const { definition } = around.deployment;
  const all = Object.values(definition.applications).flatMap((application) =>
    Object.values(application.workers).map((worker) => ({ application, worker })),
  );
  return {
    async start(log) {
      for (const { application, worker } of all) {
        log(`Starting worker ${worker.name} of ${application.name}`);
        try {
          running.push(await startWorker(parts, network, around, application, worker));
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          log(`Worker ${worker.name} of ${application.name} could not be started: ${reason}`, 'stderr');
        }
      }
    },
    async stop() {
      await Promise.all(running.splice(0).map((worker) => worker.stop()));
    },
  };
}
