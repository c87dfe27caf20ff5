import type { CronDefinition } from '../config/definition.ts';
import type { Stage } from '../task/stage.ts';

/** A cron of an application that is deployed. */
export interface CronJob {
  readonly project: string;
  readonly environment: string;
  readonly application: string;
  readonly name: string;
  readonly definition: CronDefinition;
  /** The application's; UTC where it has none. */
  readonly timezone: string | null;
  /** What `H` is chosen by: the same over deployments, another for each environment. */
  readonly seed: string;
}

/** The crons of the deployment that an environment runs. */
export function cronJobsOf({ deployment }: Pick<Stage, 'deployment'>): readonly CronJob[] {
  const { project, environment, definition } = deployment;
  return Object.values(definition.applications).flatMap((application) =>
    Object.entries(application.crons).map(([name, cron]) => ({
      project,
      environment,
      application: application.name,
      name,
      definition: cron,
      timezone: application.timezone,
      seed: [project, environment, application.name, name].join('/'),
    })),
  );
}

const dayMilliseconds = 86_400_000;

/** As the original: crons of an environment that is not production rest when nothing was deployed for a while. 0: never. */
export function cronsRest(stage: Stage, now: Date, pauseAfterDays: number): boolean {
  if (stage.environment.type === 'production' || pauseAfterDays === 0) return false;
  return now.getTime() - stage.deployment.createdAt.getTime() > pauseAfterDays * dayMilliseconds;
}
