import { type ConfigPath, matches } from './config-path.ts';
import type { ProblemCode } from './problem.ts';

/** A mistake that deserves to be told why it is one. */
export interface Reason {
  readonly at: string;
  /** Only for this value. */
  readonly value?: unknown;
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string;
}

const reasons: readonly Reason[] = [
  {
    at: 'tasks.*.web',
    code: 'misplaced_key',
    message: 'A task cannot have `web`: it runs on demand, to completion, and answers no HTTP.',
    hint: 'Make it an application if it must answer requests; remove `web` otherwise.',
  },
  {
    at: 'tasks.*.workers',
    code: 'misplaced_key',
    message: 'A task cannot have `workers`: it runs on demand, to completion, and keeps no daemon.',
    hint: 'Declare the worker under an application’s `workers`.',
  },
  {
    at: 'tasks.*.crons',
    code: 'misplaced_key',
    message: 'A task cannot have `crons`: it runs on demand, to completion, and not on a schedule.',
    hint: 'Declare the cron under an application’s `crons`; its command may trigger the task.',
  },
  {
    at: 'tasks.*.hooks.post_deploy',
    code: 'misplaced_key',
    message: 'A task cannot have `hooks.post_deploy`: a deployment does not start it.',
    hint: 'Use `hooks.deploy`, which runs in the container before `run.command`.',
  },
  ...['command', 'timeout'].map((key) => ({
    at: `tasks.*.${key}`,
    code: 'misplaced_key' as const,
    message: `\`${key}\` is not a key of a task.`,
    hint: `Write it under \`run\`, as \`run.${key}\`.`,
  })),
  {
    at: 'tasks.*.commands',
    code: 'misplaced_key',
    message: 'A task cannot have `commands`: it has one command.',
    hint: 'Write it as `run.command`.',
  },
  {
    at: 'applications.*.build.flavor',
    value: 'drupal',
    code: 'wrong_value',
    message: 'The flavor `drupal` ran Drush make, which is no longer maintained.',
    hint: 'Use `composer`, or `none` with the commands in `hooks.build`.',
  },
  {
    at: 'routes.*.type',
    value: 'proxy',
    code: 'wrong_value',
    message: 'A route cannot be of type `proxy`.',
    hint: 'Use `type: redirect` with `to`, or `type: upstream` with an application.',
  },
];

/** The reason for a mistake at a path, or undefined for one like any other. */
export function reasonFor(path: ConfigPath, value?: unknown): Reason | undefined {
  return reasons.find(
    (reason) => matches(reason.at, path) && (reason.value === undefined || reason.value === value),
  );
}
