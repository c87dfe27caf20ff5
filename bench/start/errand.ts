import { readDocument } from '../../src/cli/client/documents.ts';
import { activityPath } from '../../src/cli/client/paths.ts';
import type { Contender } from '../peers/contender.ts';
import type { DeployedProbe } from '../server/deployed-probe.ts';
import { probe } from '../server/probe-project.ts';
import type { TimedRun } from '../server/run-client.ts';
import { type Phases, phasesOf, type RunRecord } from './trace.ts';

export interface ErrandContender extends Contender {
  /** Drops the runs so far. */
  forget(): void;
  /** Where the time of each run since then went. */
  phases(): Promise<readonly Phases[]>;
}

/** A run as a client sees it who triggers it and follows its log. */
export function openErrandContender(name: string, { server, client }: DeployedProbe): ErrandContender {
  let runs: TimedRun[] = [];
  return {
    name,
    async firstByte() {
      const run = await client.run(probe.project, probe.echo);
      const printed = run.output?.message.trim();
      if (run.output === null || printed !== 'go')
        throw new Error(`run ${run.activityId} did not print "go" but "${printed}"`);
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
