import type { Runs } from '../deploy/clusters.ts';
import { namedActor } from '../identity/principal.ts';
import type { CronRunner } from './cron-runner.ts';

/** What a deploy does to runs it does to crons as well: crons are waited for first, then runs end. */
export function runsWithCrons(
  runs: Runs,
  crons: Pick<CronRunner, 'setStage' | 'clearStage' | 'endAll'>,
): Runs {
  return {
    async clearStage(project, environment, actor, deploy) {
      const by = namedActor(actor);
      await crons.clearStage(project, environment, by, deploy);
      try {
        await runs.clearStage(project, environment, by, deploy);
      } catch (error) {
        const stage = runs.stageOf(project, environment);
        if (stage !== undefined) crons.setStage(project, environment, stage);
        throw error;
      }
    },
    setStage(project, environment, stage) {
      runs.setStage(project, environment, stage);
      crons.setStage(project, environment, stage);
    },
    stageOf: (project, environment) => runs.stageOf(project, environment),
    cancelQueued: (project, environment, by) => runs.cancelQueued(project, environment, by),
    async endAll(project, environment, by) {
      await crons.endAll(project, environment, by);
      await runs.endAll(project, environment, by);
    },
  };
}
