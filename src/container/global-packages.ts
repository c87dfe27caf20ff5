import type { WorkloadDefinition } from '../config/definition.ts';

/** Where `dependencies` are installed, as in the original: a folder of the slug, so that they are there at run time. */
export const globalFolder = '/app/.global';

/** Where gems of `dependencies` are. */
export const gemFolder = `${globalFolder}/gems`;

/** Programs of global packages, and those that `pip install` of a hook puts into the home. */
export const globalProgramFolders: readonly string[] = [
  `${globalFolder}/bin`,
  `${globalFolder}/vendor/bin`,
  '/app/.local/bin',
];

/**
 * What lets programs find packages that are not in the image, in the build and at run time. Python's user folder is set for every
 * workload, so that what a hook installs by pip lies beside `dependencies`.
 */
export function globalPackageVariables({
  dependencies,
}: Pick<WorkloadDefinition, 'dependencies'>): Readonly<Record<string, string>> {
  return {
    PYTHONUSERBASE: globalFolder,
    // With a colon at the end the image's own gems stay in reach.
    ...(dependencies.ruby === undefined ? {} : { GEM_PATH: `${gemFolder}:` }),
  };
}

/** Caches of package managers, which are kept between builds; PATH's Python lets pip install into the user's folder. */
export function packageCacheVariables(cacheFolder: string): Readonly<Record<string, string>> {
  return {
    npm_config_cache: `${cacheFolder}/npm`,
    PIP_CACHE_DIR: `${cacheFolder}/pip`,
    COMPOSER_CACHE_DIR: `${cacheFolder}/composer`,
    // Debian's Python refuses otherwise (PEP 668); the image is read-only, so that nothing of the system can break.
    PIP_BREAK_SYSTEM_PACKAGES: '1',
  };
}
