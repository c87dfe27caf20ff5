import type { StackItem } from '../definition.ts';
import type { TaskInput } from '../schema/task.ts';

type Settings = Readonly<Record<string, unknown>>;

/**
 * The packages of a composable image, however they are written: `nodejs@24`, a list, a mapping of packages to
 * settings, or lists of them under `runtimes` and `packages`.
 */
export function defineStack(written: TaskInput['stack']): readonly StackItem[] {
  return items(written ?? []);
}

function items(written: unknown): readonly StackItem[] {
  if (typeof written === 'string') return [{ name: written, settings: {} }];
  if (Array.isArray(written)) return written.flatMap(items);
  if (!isSettings(written)) return [];
  const { package: name, ...settings } = written;
  if (typeof name === 'string') return [{ name, settings }];
  return Object.entries(written).flatMap(([key, value]) => {
    if (key === 'runtimes' || key === 'packages') return items(value);
    return [{ name: key, settings: isSettings(value) ? value : {} }];
  });
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
