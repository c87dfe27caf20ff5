/** Paths of the API; names may hold a slash, as branches do. */
export function projectPath(project: string): string {
  return `/projects/${encodeURIComponent(project)}`;
}

export function environmentPath(project: string, environment: string): string {
  return `${projectPath(project)}/environments/${encodeURIComponent(environment)}`;
}

export function activityPath(project: string, activity: string): string {
  return `${projectPath(project)}/activities/${encodeURIComponent(activity)}`;
}

export function integrationPath(project: string, integration: string): string {
  return `${projectPath(project)}/integrations/${encodeURIComponent(integration)}`;
}
