/**
 * Hrefs start at the root and hold no query: clients put them behind the base URL they know, and encode what looks
 * like a query (wire.md 4.1).
 */
export function projectHref(project: string): string {
  return `/projects/${encodeURIComponent(project)}`;
}

export function environmentHref(project: string, environment: string): string {
  return `${projectHref(project)}/environments/${encodeURIComponent(environment)}`;
}

export function taskHref(project: string, environment: string, task: string): string {
  return `${environmentHref(project, environment)}/tasks/${encodeURIComponent(task)}`;
}

export function activityHref(project: string, activity: string): string {
  return `${projectHref(project)}/activities/${encodeURIComponent(activity)}`;
}

export function variableHref(project: string, environment: string | null, name: string): string {
  const place = environment === null ? projectHref(project) : environmentHref(project, environment);
  return `${place}/variables/${encodeURIComponent(name)}`;
}

/** One link of `_links`. */
export interface Link {
  readonly href: string;
}

export type Links = Readonly<Record<string, Link | readonly Link[]>>;
