import type { ActivityCommand } from '../activity/activity.ts';
import type { ApplicationDefinition } from '../config/definition.ts';
import type { Container, FurtherCommand } from '../engine/engine.ts';

export type HookType = 'deploy' | 'post_deploy';

/** Where a hook runs, and with what. */
export interface HookPlace {
  readonly container: Pick<Container, 'execute'>;
  readonly environment: Readonly<Record<string, string>>;
  /** What the activity's log must not show of the output. */
  readonly hiddenTexts: readonly string[];
}

export type DeployLog = (line: string, stream?: 'stdout' | 'stderr') => void;

/** The hooks of one deploy: each runs once, its output in the activity's log. */
export interface DeployHooks {
  /** Does nothing where the application has no such hook. A hook that fails is noted and does not throw. */
  run(application: ApplicationDefinition, type: HookType, place: HookPlace): Promise<void>;
  /** Those that were run, with their exit codes, as the activity shows them. */
  readonly commands: readonly ActivityCommand[];
}

function commandOf(application: ApplicationDefinition, type: HookType): string | null {
  return type === 'deploy' ? application.deployHook : application.postDeployHook;
}

/** As the original: a hook that fails does not take the deployment back, and the activity says that it failed. */
export function openHooks(log: DeployLog, signal: AbortSignal | undefined): DeployHooks {
  const commands: ActivityCommand[] = [];
  return {
    commands,
    async run(application, type, { container, environment, hiddenTexts }) {
      const command = commandOf(application, type);
      if (command === null) return;
      const app = application.name;
      log(`Running the ${type} hook of ${app}`);
      const further: FurtherCommand = { command, environment, output: log, hiddenTexts, signal };
      const exitCode = await container.execute(further);
      signal?.throwIfAborted();
      commands.push({ app, type, exitCode });
      if (exitCode === 0) return;
      log(`The ${type} hook of ${app} failed with exit code ${exitCode}; the deployment goes on`, 'stderr');
    },
  };
}

/** What is wrong with a deploy whose hooks these were, in one sentence; null where all went well. */
export function hookFailure(commands: readonly ActivityCommand[]): string | null {
  const failed = commands.filter(({ exitCode }) => exitCode !== 0);
  const named = failed.map(({ app, type, exitCode }) => `the ${type} hook of ${app} (exit code ${exitCode})`);
  return named.length === 0 ? null : `deployed, but ${named.join(' and ')} failed`;
}
