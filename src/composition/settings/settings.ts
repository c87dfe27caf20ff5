import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { RunSteps } from '../../task/lifecycle.ts';
import { section, withEnvironment } from './overrides.ts';
import { readSettingsFile } from './read-file.ts';
import { type FileSettings, settingsFile } from './schema.ts';

/** Everything the server reads from outside, once, at its start; frozen. */
export interface Settings extends FileSettings {
  readonly home: string;
  /** Four hexadecimal digits of the home's path: names of interfaces, cgroups and folders of this server begin with it. */
  readonly instance: string;
  /** Bundles and runtime state of containers; gone after a reboot. */
  readonly runtimeDirectory: string;
}

export interface ServerOptions {
  readonly port?: number;
  readonly host?: string;
  readonly home?: string;
  /** The settings file; `errand.yaml` in the home when left out, which need not be there. */
  readonly config?: string;
  readonly log?: 'stdout' | 'file' | 'silent';
  /** Takes the machine's own runtimes before images of a registry, where the settings do not say what comes first. */
  readonly preferMachine?: boolean;
  /** For tests that watch the steps of runs, or end the server at one of them. */
  readonly aroundSteps?: (steps: RunSteps) => RunSteps;
}

/** The same for the same home, also for `errand doctor`. */
export function instanceOf(home: string): string {
  return createHash('sha256').update(resolve(home)).digest('hex').slice(0, 4);
}

export function runtimeDirectoryOf(instance: string): string {
  return `/run/errand/${instance}`;
}

export function cgroupOf(instance: string): string {
  return `/errand-${instance}`;
}

/**
 * Reads the settings file, then environment variables, which win over it, then options, which win over both.
 * Errors: `settings_invalid`, with every problem's line and column; `usage`, naming the environment variable.
 */
export function readSettings(options: ServerOptions, environment: NodeJS.ProcessEnv): Settings {
  const home = resolve(options.home ?? environment.ERRAND_HOME ?? '/var/lib/errand');
  const named = options.config ?? (environment.ERRAND_CONFIG || undefined);
  const file = readSettingsFile(named ?? join(home, 'errand.yaml'), named !== undefined);
  const quick =
    options.preferMachine === true ? { images: { prefer: 'machine', ...section(file, 'images') } } : {};
  const read = settingsFile.parse(withEnvironment({ ...file, ...quick }, environment));
  const { host, port } = { ...read.server, ...options };
  const instance = instanceOf(home);
  return deepFreeze({
    ...read,
    server: { ...read.server, host, port },
    home,
    instance,
    runtimeDirectory: runtimeDirectoryOf(instance),
  });
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(value);
}
