import type { DeployOverRuns } from '../deploy/clusters.ts';
import type { Actor } from '../identity/principal.ts';
import { drain, type Execution, stopAll } from './executions.ts';

/**
 * What a deploy does to runs that execute, each by its task's `on_deploy` (T22): ends them, or waits for their end, or lets
 * them go on. Resolves when those that are not to go on have ended. Throws where the deploy is cancelled while it waits.
 */
export async function clearedForDeploy(
  executions: readonly Execution[],
  by: Actor,
  { say, signal, endsAll = false }: DeployOverRuns,
): Promise<void> {
  const reason = { kind: 'deployed_over', by } as const;
  const modeOf = ({ terms }: Execution) =>
    endsAll && terms.onDeploy === 'finish' ? 'cancel' : terms.onDeploy;
  const inMode = (mode: Execution['terms']['onDeploy']) =>
    executions.filter((execution) => modeOf(execution) === mode);
  const draining = inMode('drain');
  for (const { run, terms } of draining) {
    say(`Waiting up to ${terms.drainSeconds} s for run ${run.id} of task ${run.task} to end`);
  }
  for (const { run } of inMode('finish')) say(`Run ${run.id} of task ${run.task} goes on as it was deployed`);
  await Promise.all([stopAll(inMode('cancel'), reason), drain(draining, reason, signal)]);
}
