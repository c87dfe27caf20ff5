import type { Definition } from '../config/definition.ts';
import type { Build, Deployment } from './deployment.ts';

/** The steps of a deploy; each is done by a file of its own. */
export interface DeploySteps {
  /** Reads and checks the configuration. Errors: `config_missing`, `config_invalid`. */
  readDefinition(): Promise<Definition>;
  /** Builds every application and task, or finds them built. Errors: `image_unavailable`, `build_failed`. */
  buildAll(definition: Definition): Promise<Readonly<Record<string, Build>>>;
  /** Holds the queue and ends the runs that execute (T22), or waits for them, as their tasks say. */
  stopRuns(): Promise<void>;
  /** Brings the new applications up beside the old, deploy hooks first. Error: `deploy_failed`, with the old ones untouched. */
  startApplications(deployment: Deployment): Promise<void>;
  /** Makes the new deployment the environment's own, for good. */
  switchOver(deployment: Deployment): Promise<void>;
  /** Ends the former workers, then starts the new ones. */
  replaceWorkers(): Promise<void>;
  /** Ends the former applications. */
  stopFormer(): Promise<void>;
  /** Lets the queue go on, on whichever deployment is current. */
  resumeRuns(): Promise<void>;
  /** Runs the post_deploy hooks, with everything open. */
  postDeploy(): Promise<void>;
  newDeployment(definition: Definition, builds: Readonly<Record<string, Build>>): Deployment;
}

/** A push, from sources to a running environment. Where a step fails, what ran before goes on. */
export async function deploy(steps: DeploySteps): Promise<Deployment> {
  const definition = await steps.readDefinition();
  const builds = await steps.buildAll(definition);
  const deployment = steps.newDeployment(definition, builds);
  try {
    await steps.stopRuns();
    await steps.startApplications(deployment);
    await steps.switchOver(deployment);
    await steps.replaceWorkers();
    await steps.stopFormer();
  } finally {
    await steps.resumeRuns();
  }
  await steps.postDeploy();
  return deployment;
}
