import type { EnvironmentType } from './role.ts';

/** What something is to be done to, as far as the request names it. An activity of a run has that run's task. */
export interface Target {
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
  /** Of the environment; a person's role depends on it. */
  readonly environmentType?: EnvironmentType | undefined;
  readonly task?: string | undefined;
  /** Id of the user. */
  readonly user?: string | undefined;
}

export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };
