import { readDocument } from '../../src/cli/client/documents.ts';
import { activityPath } from '../../src/cli/client/paths.ts';
import type { Contender } from '../peers/contender.ts';
import { probe } from '../server/probe-project.ts';
import type { SpawnedServer } from '../server/spawned-server.ts';
import type { RunClient, TimedRun } from '../server/timed-run.ts';
import { type Phases, phasesOf, type RunRecord } from './trace.ts';

export interface ErrandContender extends Contender {
  /** Drops the runs so far. */
  forget(): void;
  /** Where the time of each run since then went. */
  phases(): Promise<readonly Phases[]>;
}

/** A run as a client sees it who triggers it and follows its log. */
export function openErrandContender(server: SpawnedServer, client: RunClient): ErrandContender {
  let runs: TimedRun[] = [];
  return {
    name: 'Errand',
    async firstByte() {
      const run = await client.run(probe.project, probe.echo);
      if (run.output?.message.trim() !== 'go')
        throw new Error(`run ${run.activityId} did not print "go": ${run.output?.message}`);
      runs.push(run);
      return run.output.arrived - run.sent;
    },
    forget() {
      runs = [];
    },
    async phases() {
      const phases: Phases[] = [];
      for (const run of runs) {
        const record = await server.client.get(activityPath(probe.project, run.activityId));
        phases.push(phasesOf(run, readDocument<RunRecord>(record)));
      }
      return phases;
    },
  };
}
