import type { ChangeQueue } from '../deploy/change-queue.ts';
import type { Clusters, Runs } from '../deploy/clusters.ts';
import type { Collector } from '../deploy/unused/collector.ts';
import { openEnvironmentData } from '../environment/environment-data.ts';
import type { RunMetrics } from '../observe/run-metrics.ts';
import { openProjectDeletions, type ProjectDeletions } from '../project/deletions.ts';
import type { Sites } from '../router/sites.ts';
import type { WorkParts } from './work.ts';

export interface DeletionsPlace extends WorkParts {
  readonly changes: ChangeQueue;
  readonly runs: Runs;
  readonly clusters: Clusters;
  readonly collector: Collector;
  readonly metrics: RunMetrics;
  readonly sites: Sites;
}

/** Opens what deletes projects; `stack` ends it, before what it ends itself is closed. */
export function openDeletions(place: DeletionsPlace, stack: AsyncDisposableStack): ProjectDeletions {
  const { settings, state, machine, log, changes, runs, clusters, collector, metrics, sites } = place;
  const { volumes } = machine.storage;
  const deletions = openProjectDeletions({
    ...{ store: state.store, audit: state.audit, log, changes, runs, clusters, volumes },
    data: openEnvironmentData(volumes),
    builder: machine.builder,
    slugs: machine.slugs,
    home: settings.home,
    serverDomain: settings.router.domain,
    removeNetwork: (project, environment) => machine.network.remove(`${project}/${environment}`),
    async onGone(project) {
      sites.setDomains(project, []);
      await metrics.forget(project);
      collector.pruneSoon();
    },
  });
  stack.defer(() => deletions.close());
  return deletions;
}
