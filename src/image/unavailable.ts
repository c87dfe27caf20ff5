import { ErrandError } from '../errors/errand-error.ts';
import type { RuntimeType } from './image.ts';
import { runtimes } from './runtimes.ts';

/** That no source has an image, what was tried, and the three ways to mend it. */
export function unavailable({ name, version }: RuntimeType, tried: readonly string[]): ErrandError {
  const type = `${name}:${version}`;
  const attempts = tried.length === 0 ? ['nothing here provides such a type'] : tried;
  const row = runtimes[name];
  const install =
    row === undefined || row.debianPackage === null
      ? 'install that version on this machine under /usr'
      : `install version ${version} on this machine under /usr (Debian's package is ${row.debianPackage})`;
  const message = [
    `no image for type '${type}'. Tried:`,
    ...attempts.map((line) => `  - ${line}`),
    'Three ways to mend it:',
    `  1. name an image for it in the server's errand.yaml, under images.types: '${type}': <reference, folder or archive>`,
    `  2. let the server reach a registry, or ${install}`,
    '  3. change the type to a version that is there, or let the server take the nearest (images.fallback: nearest)',
  ].join('\n');
  return new ErrandError('image_unavailable', message, { details: { type, tried: attempts } });
}
