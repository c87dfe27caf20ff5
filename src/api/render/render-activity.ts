import { type Activity, completionPercent, isFinished } from '../../activity/activity.ts';
import type { Environment, Project } from '../../deploy/deployment.ts';
import { type Actor, namedActor } from '../../identity/principal.ts';
import type { QueueView } from '../../task/task-runner.ts';
import { activityHref, type Links } from './hrefs.ts';
import { renderInstant, renderMaybeInstant } from './instant.ts';

export interface ActivityExtras {
  /** The text of its log; empty where many activities are given. */
  readonly log?: string;
  /** Of a run that waits. */
  readonly queue?: QueueView | null;
  readonly place?: ActivityPlace | null;
}

/** What an activity is of, as it is now. */
export interface ActivityPlace {
  readonly project: Project;
  /** Null for what is done to the project itself, and for an environment that is gone. */
  readonly environment: Environment | null;
}

/** An activity on the wire (wire.md 3.1). */
export function renderActivity(activity: Activity, extras: ActivityExtras = {}) {
  const { log = '', queue = null, place = null } = extras;
  return {
    id: activity.id,
    type: activity.type,
    project: activity.project,
    environments: activity.environment === '' ? [] : [activity.environment],
    parameters: activity.parameters,
    state: activity.state,
    result: activity.result,
    failure_reason: activity.failureReason,
    completion_percent: completionPercent(activity.state),
    created_at: renderInstant(activity.createdAt),
    updated_at: renderInstant(activity.updatedAt),
    started_at: renderMaybeInstant(activity.startedAt),
    completed_at: renderMaybeInstant(activity.completedAt),
    cancelled_at: renderMaybeInstant(activity.cancelledAt),
    expires_at: renderMaybeInstant(queue?.expiresAt ?? null),
    timings: activity.timings,
    commands: activity.commands.map(({ app, type, exitCode }) => ({ app, type, exit_code: exitCode })),
    payload: {
      actor: namedActor(activity.actor),
      ...renderActor(activity.actor),
      ...(place === null ? {} : renderPlace(place)),
      ...activity.payload,
      ...(queue === null ? {} : { queue: renderQueueView(queue) }),
    },
    text: activity.text,
    description: escapeHtml(activity.text),
    log,
    _links: linksOf(activity),
  };
}

function renderActor({ user }: Actor) {
  if (user === undefined) return {};
  const { id, displayName, createdAt, updatedAt } = user;
  const moments = {
    created_at: renderInstant(new Date(createdAt)),
    updated_at: renderInstant(new Date(updatedAt)),
  };
  return { user: { id, display_name: displayName, ...moments } };
}

/** What receivers of webhooks read of it (wire.md 3.1). */
function renderPlace({ project, environment }: ActivityPlace) {
  const rendered = {
    project: { id: project.id, title: project.title, default_branch: project.defaultBranch },
  };
  if (environment === null) return rendered;
  const { name, title, machineName, type, status, parent, createdAt, updatedAt } = environment;
  const isMain = name === project.defaultBranch;
  const about = { id: name, name, title, machine_name: machineName, type, status, parent, is_main: isMain };
  const moments = { created_at: renderInstant(createdAt), updated_at: renderInstant(updatedAt) };
  return { ...rendered, environment: { ...about, project: project.id, ...moments } };
}

function renderQueueView({ position, beyond, expectedWaitSeconds, dueAt, ...rest }: QueueView) {
  return {
    position,
    ...(beyond ? { position_is_least: true } : {}),
    expected_wait_seconds: expectedWaitSeconds,
    priority: rest.priority,
    attempt: rest.attempt,
    ...(dueAt === null ? {} : { not_before: renderInstant(dueAt) }),
  };
}

/** Clients take the presence of `#cancel` for the right to try (wire.md 3.5). */
function linksOf({ project, id, state }: Activity): Links {
  const href = activityHref(project, id);
  return {
    self: { href },
    log: { href: `${href}/log` },
    ...(isFinished(state) ? {} : { '#cancel': { href: `${href}/cancel` } }),
  };
}

/** `description` is read as HTML. */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
