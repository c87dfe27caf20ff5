import type { ApplicationDefinition, TaskDefinition } from '../config/definition.ts';
import { runtimesOf } from '../config/stack-runtimes.ts';

export type Flavor = 'none' | 'composer' | 'default';

/**
 * The ready-made build step of a workload. As in the original, PHP has `composer` where the file does not say, Node.js
 * `default`, every other runtime none. A task has no `build` key and so could not turn a step off: it has none.
 */
export function flavorOf(workload: ApplicationDefinition | TaskDefinition): Flavor {
  if ('run' in workload) return 'none';
  const { buildFlavor } = workload;
  const runtime = runtimesOf(workload)[0]?.split(':')[0] ?? '';
  const usual: Flavor = runtime === 'php' ? 'composer' : runtime === 'nodejs' ? 'default' : 'none';
  switch (buildFlavor) {
    case null:
      return usual;
    case 'composer':
    case 'none':
      return buildFlavor;
    default:
      // `default` is what the runtime usually has.
      return usual;
  }
}

const composer =
  'composer --no-ansi --no-interaction install --no-progress --prefer-dist --optimize-autoloader';
const npmCi = 'npm ci --userconfig .npmrc --no-fund --no-audit';
const npmInstall = 'npm prune --userconfig .npmrc && npm install --userconfig .npmrc --no-fund --no-audit';

/**
 * The shell line of a flavor for sources with these files at their top; null where there is nothing to install. Node.js with a lock
 * file has `npm ci`, which installs exactly that; otherwise the original's own line.
 */
export function flavorCommand(flavor: Flavor, files: readonly string[]): string | null {
  const has = (name: string) => files.includes(name);
  switch (flavor) {
    case 'none':
      return null;
    case 'composer':
      return has('composer.json') ? composer : null;
    case 'default':
      if (!has('package.json')) return null;
      return has('package-lock.json') || has('npm-shrinkwrap.json') ? npmCi : npmInstall;
  }
}
