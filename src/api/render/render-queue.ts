import type { QueueState } from '../../task/task-runner.ts';

/** An environment's queue: its limits, and how many runs wait and execute. */
export function renderQueueState({ limits, waiting, executing }: QueueState) {
  return { runs_at_once: limits.runsAtOnce, tasks: limits.tasks, waiting, executing };
}
