/** The three kinds of environment; a person's role is given by kind, never by environment. */
export const environmentTypes = ['production', 'staging', 'development'] as const;
export type EnvironmentType = (typeof environmentTypes)[number];

/** From the least to the most; each may do what those before it may. */
export const environmentRoles = ['viewer', 'contributor', 'admin'] as const;
export type EnvironmentRole = (typeof environmentRoles)[number];

export const projectRoles = ['viewer', 'admin'] as const;
export type ProjectRole = (typeof projectRoles)[number];

/** What a person may do in one project. */
export interface ProjectAccess {
  /** `admin`: everything in the project, whatever `types` says. */
  readonly role: ProjectRole;
  /** Roles by type of environment; where it names none, a viewer views all of them. */
  readonly types: Readonly<Partial<Record<EnvironmentType, EnvironmentRole>>>;
}

/** All that a person may do on the server. */
export interface UserAccess {
  /** May do everything, on the server itself too. */
  readonly isAdministrator: boolean;
  /** Owns the organization: creates projects and is admin of all of them. */
  readonly isOwner: boolean;
  /** By project id. */
  readonly projects: Readonly<Record<string, ProjectAccess>>;
}

export const noAccess: UserAccess = { isAdministrator: false, isOwner: false, projects: {} };

/** A person's role in environments of a type; null: none. */
export function environmentRole(access: ProjectAccess, type: EnvironmentType): EnvironmentRole | null {
  if (access.role === 'admin') return 'admin';
  return Object.keys(access.types).length === 0 ? 'viewer' : (access.types[type] ?? null);
}

/** Whether a role includes another. */
export function reaches(role: EnvironmentRole | null, needed: EnvironmentRole): boolean {
  return role !== null && environmentRoles.indexOf(role) >= environmentRoles.indexOf(needed);
}
