import type { WorkloadDefinition } from './definition.ts';
import { runtimes } from './image-types.ts';

/** `python@3.14` of a `stack` as a type, `python:3.14`; null where it is no runtime in a version. */
export function runtimeType(item: string): string | null {
  const [, name = '', version = ''] = /^([\w-]+)@([\w.-]+)$/.exec(item) ?? [];
  return name !== 'composable' && Object.hasOwn(runtimes, name) ? `${name}:${version}` : null;
}

export function isComposable(type: string): boolean {
  return type.startsWith('composable:');
}

/** The runtimes that a workload asks for, the first one first: its `type`, and those of its `stack`. */
export function runtimesOf({ type, stack }: Pick<WorkloadDefinition, 'type' | 'stack'>): readonly string[] {
  const ofStack = stack.flatMap(({ name }) => runtimeType(name) ?? []);
  return [...new Set(isComposable(type) ? ofStack : [type, ...ofStack])];
}
