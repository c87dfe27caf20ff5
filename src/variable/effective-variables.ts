import type { ListedVariable, Variable } from './variable.ts';

/** An environment as far as inheritance asks. */
interface Descendant {
  readonly name: string;
  readonly parent: string | null;
}

/** The environment and its ancestors, itself first. A parent that is gone, or was met already, ends the line. */
export function lineage(environments: readonly Descendant[], name: string): readonly string[] {
  const byName = new Map(environments.map((environment) => [environment.name, environment]));
  const line: string[] = [];
  for (let at = byName.get(name); at !== undefined && !line.includes(at.name); ) {
    line.push(at.name);
    at = at.parent === null ? undefined : byName.get(at.parent);
  }
  return line;
}

/**
 * The variables of an environment: its own, and of each ancestor those that are inheritable and have no nearer one of
 * that name. Sorted by name.
 */
export function environmentVariables(
  variables: readonly Variable[],
  line: readonly string[],
): readonly ListedVariable[] {
  const found = new Map<string, ListedVariable>();
  for (const [distance, environment] of line.entries()) {
    const inherited = distance > 0;
    for (const variable of variables) {
      if (variable.environment !== environment || found.has(variable.name)) continue;
      if (!inherited || variable.isInheritable) found.set(variable.name, { variable, inherited });
    }
  }
  return [...found.values()].sort((one, other) => (one.variable.name < other.variable.name ? -1 : 1));
}

/** Those that containers of the environment get; a disabled one lets the project's of that name through. */
export function inEffect(listed: readonly ListedVariable[]): readonly Variable[] {
  return listed.map(({ variable }) => variable).filter(({ isEnabled }) => isEnabled);
}
