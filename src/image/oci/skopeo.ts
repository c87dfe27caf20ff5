import { ErrandError } from '../../errors/errand-error.ts';
import { formatReference, type Reference } from '../reference.ts';
import { ProgramFailure, runProgram } from '../run-program.ts';
import { type RegistryAccess, withLogins } from './registry-access.ts';

const inspectTimeoutMilliseconds = 30_000;
const copyTimeoutMilliseconds = 60 * 60 * 1000;

export interface SkopeoSettings {
  readonly access: RegistryAccess;
  /** Folder for files that live as long as a command. */
  readonly directory: string;
}

/** The last thing skopeo said, without its time stamps: `time="…" level=fatal msg="…"`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof ProgramFailure)) return String(error);
  const lines = error.complaint.split('\n').filter((line) => line.trim() !== '');
  const last = lines.at(-1) ?? '';
  const said = /level=fatal msg="((?:[^"\\]|\\.)*)"/.exec(last)?.[1];
  return said === undefined ? last : said.replaceAll(/\\(.)/g, '$1');
}

function failure(what: string, error: unknown): ErrandError {
  const reason = reasonOf(error);
  const corrupt = /[Dd]igest did not match, expected (sha256:[0-9a-f]{64})/.exec(reason)?.[1];
  const message =
    corrupt === undefined
      ? `${what}: ${reason}`
      : `${what}: layer ${corrupt} is corrupt, the registry sent something else`;
  return new ErrandError('image_pull_failed', message, {
    cause: error,
    details: corrupt === undefined ? {} : { layer: corrupt },
  });
}

function tlsArgument({ access }: SkopeoSettings, registry: string, name: string): readonly string[] {
  return access.registries[registry]?.tls === false ? [`${name}=false`] : [];
}

async function guarded<T>(what: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    throw failure(what, error);
  }
}

/** The digest that a tag stands for now. Error: `image_pull_failed`. */
export async function digestOfTag(
  settings: SkopeoSettings,
  reference: Reference,
  signal?: AbortSignal,
): Promise<string> {
  const name = formatReference(reference);
  return guarded(`cannot look up ${name}`, signal, () =>
    withLogins(settings.access, settings.directory, async (authFile) => {
      const tls = tlsArgument(settings, reference.registry, '--tls-verify');
      const args = ['--insecure-policy', 'inspect', '--no-tags', '--authfile', authFile, ...tls];
      const options = { signal, timeoutMilliseconds: inspectTimeoutMilliseconds };
      const text = await runProgram(
        'skopeo',
        [...args, '--format', '{{.Digest}}', `docker://${name}`],
        options,
      );
      return text.trim();
    }),
  );
}

/** What is copied: an image of a registry, or one in a file or folder (containers-transports(5)). */
export type CopySource =
  | { readonly kind: 'registry'; readonly reference: Reference }
  | {
      readonly kind: 'local';
      readonly transport: 'oci' | 'oci-archive' | 'docker-archive';
      readonly path: string;
    };

export const sourceName = (source: CopySource): string =>
  source.kind === 'registry' ? formatReference(source.reference) : source.path;

/**
 * Copies an image for this machine's architecture into an OCI layout, tagged `image`. Blobs go to a folder that all layouts
 * share: one that is there already is not fetched again, also after a copy that was cut short. Error: `image_pull_failed`.
 */
export async function copyToLayout(
  settings: SkopeoSettings,
  source: CopySource,
  target: { readonly layout: string; readonly blobs: string },
  signal?: AbortSignal,
): Promise<void> {
  await guarded(`cannot fetch ${sourceName(source)}`, signal, () =>
    withLogins(settings.access, settings.directory, async (authFile) => {
      const from =
        source.kind === 'registry'
          ? `docker://${formatReference(source.reference)}`
          : `${source.transport}:${source.path}`;
      const tls =
        source.kind === 'registry'
          ? tlsArgument(settings, source.reference.registry, '--src-tls-verify')
          : [];
      const args = ['--insecure-policy', 'copy', '--quiet', '--src-authfile', authFile, ...tls];
      const blobs = ['--dest-shared-blob-dir', target.blobs];
      const options = { signal, timeoutMilliseconds: copyTimeoutMilliseconds };
      await runProgram('skopeo', [...args, ...blobs, from, `oci:${target.layout}:image`], options);
    }),
  );
}
