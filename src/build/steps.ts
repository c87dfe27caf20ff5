import type { ApplicationDefinition, TaskDefinition } from '../config/definition.ts';
import { installCommands } from './dependencies.ts';
import { flavorCommand, flavorOf } from './flavor.ts';

/** One command of a build. */
export interface BuildStep {
  /** As it is told: `the build hook of web`. */
  readonly title: string;
  /** A shell line, or several. */
  readonly command: string;
}

/** What a build runs, in this order: global packages, the flavor's step, the hook. None: the sources are the slug. `files` are at their top. */
export function stepsOf(
  workload: ApplicationDefinition | TaskDefinition,
  files: readonly string[],
): readonly BuildStep[] {
  const { name, buildHook } = workload;
  const flavor = flavorOf(workload);
  const ready = flavorCommand(flavor, files);
  return [
    ...installCommands(workload).map(({ language, command }) => ({
      title: `the installation of ${name}'s ${language} dependencies`,
      command,
    })),
    ...(ready === null ? [] : [{ title: `the build flavor ${flavor} of ${name}`, command: ready }]),
    ...(buildHook === null || buildHook.trim() === ''
      ? []
      : [{ title: `the build hook of ${name}`, command: buildHook }]),
  ];
}
