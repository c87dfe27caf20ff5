import { ErrandError } from '../errors/errand-error.ts';
import { SlugTooLarge } from '../slug/pack-program.ts';
import type { SlugStore } from '../slug/slug-store.ts';
import type { BuildTerms } from './run-steps.ts';

export interface KeepMeans {
  readonly slugs: Pick<SlugStore, 'add'>;
  readonly terms: Pick<BuildTerms, 'diskMiB' | 'timeoutSeconds'>;
}

export interface BuildResult {
  readonly slug: string;
  /** The name of what was built. */
  readonly workload: string;
  readonly folder: string;
}

/**
 * Packs what a build left. Its files may have holes, which cost the build nothing, and packing them time and room. Error:
 * `build_failed` where it is too large or takes too long; an abort throws the signal's reason.
 */
export async function keepResult(
  { slugs, terms }: KeepMeans,
  { slug, workload, folder }: BuildResult,
  cancelled: AbortSignal,
): Promise<void> {
  const { diskMiB, timeoutSeconds } = terms;
  const late = AbortSignal.timeout(timeoutSeconds * 1000);
  const signal = AbortSignal.any([cancelled, late]);
  const failure = (reason: string, cause: unknown) =>
    new ErrandError('build_failed', reason, { cause, details: { workload, exitCode: null } });
  try {
    await slugs.add(slug, folder, { limitBytes: diskMiB * 1024 ** 2, signal });
  } catch (error) {
    const what = `the build of ${workload} left`;
    if (error instanceof SlugTooLarge) {
      const limit = `${diskMiB} MiB, their holes included (builds.disk_mib)`;
      throw failure(`the files that ${what} have more than ${limit}`, error);
    }
    if (!late.aborted || error !== late.reason) throw error;
    throw failure(
      `packing what ${what} took longer than ${timeoutSeconds} s (builds.timeout_seconds)`,
      error,
    );
  }
}
