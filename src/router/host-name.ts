/** The part of a host name that stands for an environment: lower case, letters, digits and single dashes. */
export function hostLabel(environment: string): string {
  return environment
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

/** Where an environment's applications are reached: `http://main--report.localhost:8787/`. */
export function applicationUrl(project: string, environment: string, port: number): string {
  return `http://${hostLabel(environment)}--${project}.localhost:${port}/`;
}

export interface HostTarget {
  readonly environmentLabel: string;
  readonly project: string;
}

/** What a Host header names, or null where it is not an application's. */
export function parseHost(host: string | undefined): HostTarget | null {
  const found = /^([a-z0-9-]+?)--([a-z0-9-]+)\.localhost(?::\d+)?$/i.exec(host ?? '');
  const [, environmentLabel, project] = found ?? [];
  if (environmentLabel === undefined || project === undefined) return null;
  return { environmentLabel: environmentLabel.toLowerCase(), project: project.toLowerCase() };
}
