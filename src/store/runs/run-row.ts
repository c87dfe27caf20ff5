import type { Insertable, Selectable } from 'kysely';
import type { Actor } from '../../identity/principal.ts';
import type { Outcome } from '../../task/outcome.ts';
import type { Run } from '../../task/run.ts';
import { dateOrNull, millisecondsOrNull } from '../instant.ts';
import type { RunTable } from '../schema.ts';

export function toRunRow(run: Run): Insertable<RunTable> {
  return {
    id: run.id,
    project: run.project,
    environment: run.environment,
    task: run.task,
    state: run.state,
    variables: JSON.stringify(run.variables),
    container_id: run.containerId,
    deployment: run.deployment,
    actor: JSON.stringify(run.actor),
    created_at_ms: run.createdAt.getTime(),
    started_at_ms: millisecondsOrNull(run.startedAt),
    ended_at_ms: millisecondsOrNull(run.endedAt),
    outcome: run.outcome === null ? null : JSON.stringify(run.outcome),
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
    containerId: row.container_id,
    deployment: row.deployment,
    actor: JSON.parse(row.actor) as Actor,
    createdAt: new Date(row.created_at_ms),
    startedAt: dateOrNull(row.started_at_ms),
    endedAt: dateOrNull(row.ended_at_ms),
    outcome: row.outcome === null ? null : (JSON.parse(row.outcome) as Outcome),
  };
}
