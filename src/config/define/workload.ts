import type { Authorization, MountDefinition, RelationshipDefinition } from '../definition.ts';
import { runtimes } from '../image-types.ts';
import { mountDefinition } from '../mount-source.ts';
import { relationshipTarget } from '../relationship-target.ts';
import type { AuthorizationInput } from '../schema/authorization.ts';
import type { MountInput } from '../schema/mount.ts';
import type { RelationshipInput } from '../schema/relationship.ts';
import type { TaskInput } from '../schema/task.ts';
import { defineStack } from './stack.ts';

type Maybe<T> = T | null | undefined;

/** An empty relationship leads to the service of its own name; an endpoint that is left out stays null. */
export function defineRelationships(
  written: Maybe<Readonly<Record<string, RelationshipInput>>>,
): Readonly<Record<string, RelationshipDefinition>> {
  return mapValues(written, (name, input) => {
    const { service, endpoint } = relationshipTarget(name, input);
    return { service, endpoint };
  });
}

export function defineMounts(
  written: Maybe<Readonly<Record<string, MountInput>>>,
): Readonly<Record<string, MountDefinition>> {
  return mapValues(written, mountDefinition);
}

export function defineAuthorizations(
  written: Maybe<readonly AuthorizationInput[]>,
): readonly Authorization[] {
  return (written ?? []).map(({ type, resource }) =>
    type === 'task' ? { type, action: 'operate', resource: resource ?? '' } : { type, action: 'view' },
  );
}

/** `/agent/` is `agent`; the repository's root is empty. */
export function defineSourceRoot(root: Maybe<string>): string {
  return (root ?? '')
    .split('/')
    .filter((folder) => folder !== '' && folder !== '.')
    .join('/');
}

/** Languages without packages are left out; `python` is an older name of `python3`. */
function defineDependencies(
  written: TaskInput['dependencies'],
): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const { python, python3, ...others } = written ?? {};
  const all = { ...others, python3: { ...python, ...python3 } };
  return Object.fromEntries(
    Object.entries(all).flatMap(([language, packages]) =>
      packages && Object.keys(packages).length > 0 ? [[language, packages]] : [],
    ),
  );
}

/** The keys that an application and a task define alike. */
export function defineShared(written: Omit<TaskInput, 'source' | 'hooks' | 'run' | 'base'>) {
  return {
    type: written.type ?? `composable:${runtimes.composable}`,
    stack: defineStack(written.stack),
    dependencies: defineDependencies(written.dependencies),
    runtime: written.runtime ?? {},
    additionalHosts: written.additional_hosts ?? {},
    containerProfile: written.container_profile ?? null,
  };
}

/** A map with each value made anew; empty where nothing is written. */
export function mapValues<In, Out>(
  map: Maybe<Readonly<Record<string, In>>>,
  make: (name: string, value: In) => Out,
): Readonly<Record<string, Out>> {
  return Object.fromEntries(Object.entries(map ?? {}).map(([name, value]) => [name, make(name, value)]));
}
