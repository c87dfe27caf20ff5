import type { Insertable, Selectable } from 'kysely';
import type { Actor } from '../../identity/principal.ts';
import type { Outcome } from '../../task/outcome.ts';
import { attemptsOf, type Run } from '../../task/run.ts';
import { defaultRunOptions, type RunOptions } from '../../task/run-options.ts';
import type { Cancellation, StopReason } from '../../task/stop-request.ts';
import type { Columns } from '../insert-together.ts';
import { dateOrNull, millisecondsOrNull } from '../instant.ts';
import type { RunTable } from '../tables/runs.ts';

export const runColumns = {
  id: 'text',
  project: 'text',
  environment: 'text',
  task: 'text',
  state: 'text',
  variables: 'text',
  sealed_variables: 'text',
  container_id: 'text',
  deployment: 'text',
  actor: 'text',
  created_at_ms: 'bigint',
  started_at_ms: 'bigint',
  ended_at_ms: 'bigint',
  outcome: 'text',
  options: 'text',
  priority: 'bigint',
  attempt: 'bigint',
  max_attempts: 'bigint',
  stop: 'text',
  ending: 'text',
  claimed_at_ms: 'bigint',
  due_at_ms: 'bigint',
  expires_at_ms: 'bigint',
  counted_from_ms: 'bigint',
} as const satisfies Columns<RunTable>;

export function toRunRow(run: Run): Insertable<RunTable> {
  return {
    id: run.id,
    project: run.project,
    environment: run.environment,
    task: run.task,
    state: run.state,
    variables: JSON.stringify(run.variables),
    sealed_variables: run.sealedVariables,
    container_id: run.containerId,
    deployment: run.deployment,
    actor: JSON.stringify(run.actor),
    created_at_ms: run.createdAt.getTime(),
    started_at_ms: millisecondsOrNull(run.startedAt),
    ended_at_ms: millisecondsOrNull(run.endedAt),
    outcome: run.outcome === null ? null : JSON.stringify(run.outcome),
    options: JSON.stringify(run.options),
    priority: run.priority,
    attempt: run.attempt,
    max_attempts: attemptsOf(run),
    stop: run.stop === null ? null : JSON.stringify(run.stop),
    ending: run.ending === null ? null : JSON.stringify(run.ending),
    claimed_at_ms: millisecondsOrNull(run.claimedAt),
    due_at_ms: millisecondsOrNull(run.dueAt),
    expires_at_ms: millisecondsOrNull(run.expiresAt),
    counted_from_ms: (run.dueAt ?? run.expiresAt) === null ? null : run.createdAt.getTime(),
  };
}

export function fromRunRow(row: Selectable<RunTable>): Run {
  return {
    id: row.id,
    project: row.project,
    environment: row.environment,
    task: row.task,
    state: row.state,
    variables: JSON.parse(row.variables) as Run['variables'],
    sealedVariables: row.sealed_variables,
    options: { ...defaultRunOptions, ...(JSON.parse(row.options) as Partial<RunOptions>) },
    priority: row.priority,
    attempt: row.attempt,
    containerId: row.container_id,
    deployment: row.deployment,
    actor: JSON.parse(row.actor) as Actor,
    createdAt: new Date(row.created_at_ms),
    dueAt: dateOrNull(row.due_at_ms),
    expiresAt: dateOrNull(row.expires_at_ms),
    claimedAt: dateOrNull(row.claimed_at_ms),
    startedAt: dateOrNull(row.started_at_ms),
    stop: row.stop === null ? null : (JSON.parse(row.stop) as Cancellation),
    ending: row.ending === null ? null : (JSON.parse(row.ending) as StopReason),
    endedAt: dateOrNull(row.ended_at_ms),
    outcome: row.outcome === null ? null : (JSON.parse(row.outcome) as Outcome),
  };
}
