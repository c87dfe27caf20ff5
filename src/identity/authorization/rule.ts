import type { Authorization } from '../../config/definition.ts';
import type { EnvironmentRole, ProjectRole } from './role.ts';

/** What one operation asks for. */
export type Rule = Scope & {
  /** Completes "ada may not …". */
  readonly does: string;
  /** The types of authorization that give a container this right (T7); one is enough, none means never. */
  readonly containers: readonly Authorization['type'][];
};

/** What the operation is done to, and the least role that a person needs there. */
type Scope =
  | { readonly on: 'server'; readonly role: 'administrator' }
  | { readonly on: 'organization'; readonly role: 'owner' }
  | { readonly on: 'user'; readonly role: 'self' }
  | { readonly on: 'project'; readonly role: ProjectRole }
  | {
      readonly on: 'environment';
      readonly role: EnvironmentRole;
      /** Whether the role for one type of environment is enough, whichever. */
      readonly ofAnyType?: boolean;
    };

/** For the server's administrator only. */
export function onServer(does: string): Rule {
  return { on: 'server', role: 'administrator', does, containers: [] };
}

/** For the owners of the organization. */
export function onOrganization(does: string): Rule {
  return { on: 'organization', role: 'owner', does, containers: [] };
}

/** For every person, about themselves; about others for the administrator. Lists show what the caller may see. */
export function onSelf(does: string): Rule {
  return { on: 'user', role: 'self', does, containers: [] };
}

export function onProject(role: ProjectRole, does: string, containers: Rule['containers'] = []): Rule {
  return { on: 'project', role, does, containers };
}

/** For a role in environments of the type that the target's has. */
export function onEnvironment(
  role: EnvironmentRole,
  does: string,
  containers: Rule['containers'] = [],
): Rule {
  return { on: 'environment', role, does, containers };
}

/** For a role in environments of some type: more is asked once it is known which environment is meant. */
export function onSomeEnvironment(role: EnvironmentRole, does: string): Rule {
  return { on: 'environment', role, ofAnyType: true, does, containers: [] };
}
