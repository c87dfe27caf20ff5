import type { Insertable, Selectable } from 'kysely';
import type { Activity } from '../../activity/activity.ts';
import type { Actor } from '../../identity/principal.ts';
import type { Columns } from '../insert-together.ts';
import { dateOrNull, millisecondsOrNull } from '../instant.ts';
import type { ActivityTable } from '../schema.ts';

export const activityColumns = {
  id: 'text',
  type: 'text',
  project: 'text',
  environment: 'text',
  state: 'text',
  result: 'text',
  failure_reason: 'text',
  parameters: 'text',
  payload: 'text',
  commands: 'text',
  timings: 'text',
  text: 'text',
  actor: 'text',
  created_at_ms: 'bigint',
  updated_at_ms: 'bigint',
  started_at_ms: 'bigint',
  completed_at_ms: 'bigint',
  cancelled_at_ms: 'bigint',
} as const satisfies Columns<ActivityTable>;

export function toActivityRow(activity: Activity): Insertable<ActivityTable> {
  return {
    id: activity.id,
    type: activity.type,
    project: activity.project,
    environment: activity.environment,
    state: activity.state,
    result: activity.result,
    failure_reason: activity.failureReason,
    parameters: JSON.stringify(activity.parameters),
    payload: JSON.stringify(activity.payload),
    commands: JSON.stringify(activity.commands),
    timings: JSON.stringify(activity.timings),
    text: activity.text,
    actor: JSON.stringify(activity.actor),
    created_at_ms: activity.createdAt.getTime(),
    updated_at_ms: activity.updatedAt.getTime(),
    started_at_ms: millisecondsOrNull(activity.startedAt),
    completed_at_ms: millisecondsOrNull(activity.completedAt),
    cancelled_at_ms: millisecondsOrNull(activity.cancelledAt),
  };
}

export function fromActivityRow(row: Selectable<ActivityTable>): Activity {
  return {
    id: row.id,
    type: row.type,
    project: row.project,
    environment: row.environment,
    state: row.state,
    result: row.result,
    failureReason: row.failure_reason,
    parameters: JSON.parse(row.parameters) as Activity['parameters'],
    payload: JSON.parse(row.payload) as Activity['payload'],
    commands: JSON.parse(row.commands) as Activity['commands'],
    timings: JSON.parse(row.timings) as Activity['timings'],
    text: row.text,
    actor: JSON.parse(row.actor) as Actor,
    createdAt: new Date(row.created_at_ms),
    updatedAt: new Date(row.updated_at_ms),
    startedAt: dateOrNull(row.started_at_ms),
    completedAt: dateOrNull(row.completed_at_ms),
    cancelledAt: dateOrNull(row.cancelled_at_ms),
  };
}
