import type { Activity, ActivityState } from '../activity/activity.ts';
import type { Sealed } from '../secret/cipher.ts';

/** A webhook of a project: where its activities are told to, and which of them. */
export interface Integration extends IntegrationTerms {
  readonly id: string;
  readonly project: string;
  /** What deliveries are signed with; see `secretPlace`. */
  readonly secret: Sealed;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface IntegrationTerms {
  readonly url: string;
  /** Types of activities; `*` for all, `environment.*` for those that begin so. */
  readonly events: readonly string[];
  readonly states: readonly (ActivityState | '*')[];
  /** Names; `*` for all. */
  readonly environments: readonly string[];
  readonly excludedEnvironments: readonly string[];
  readonly result: 'success' | 'failure' | '*';
}

export const everything: Omit<IntegrationTerms, 'url'> = {
  events: ['*'],
  states: ['*'],
  environments: ['*'],
  excludedEnvironments: [],
  result: '*',
};

/** Where the cipher takes an integration's secret to be kept. */
export function secretPlace(id: string): string {
  return `integration/${id}`;
}

/** Whether the webhook is told of an activity that has just come into its state. */
export function wants(terms: IntegrationTerms, activity: Activity): boolean {
  const { type, state, environment, result } = activity;
  return (
    terms.events.some((pattern) => matches(pattern, type)) &&
    terms.states.some((one) => one === '*' || one === state) &&
    terms.environments.some((pattern) => matches(pattern, environment)) &&
    !terms.excludedEnvironments.some((pattern) => matches(pattern, environment)) &&
    (terms.result === '*' || result === null || terms.result === result)
  );
}

function matches(pattern: string, text: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
}
