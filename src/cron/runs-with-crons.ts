import type { Runs } from '../deploy/clusters.ts';
import { namedActor } from '../identity/principal.ts';
import type { CronRunner } from './cron-runner.ts';

/** What a deploy does to runs it does to crons as well: crons are waited for first, then runs end. */
export function runsWithCrons(runs: Runs, crons: Pick<CronRunner, 'setStage' | 'clearStage'>): Runs {
  return {
    async clearStage(project, environment, actor, deploy) {
      const by = namedActor(actor);
      await crons.clearStage(project, environment, by, deploy);
      await runs.clearStage(project, environment, by, deploy);
    },
    setStage(project, environment, stage) {
      runs.setStage(project, environment, stage);
      crons.setStage(project, environment, stage);
    },
  };
}
