import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hostOwner } from '../router/host-name.ts';

/** Where certificates that were ordered lie, and whose their names are. */
export interface CertificatePlace {
  readonly home: string;
  /** The server's own domain. */
  readonly serverDomain: string;
  /** The project's domains, in lower case. */
  readonly domains: readonly string[];
}

const suffix = '.pem';

/** Removes the certificates, with their keys, that were ordered for names of a project. */
export async function removeCertificates(
  { home, serverDomain, domains }: CertificatePlace,
  project: string,
): Promise<void> {
  const folder = join(home, 'keys', 'acme');
  const files = await readdir(folder).catch(() => []);
  for (const file of files.filter((name) => name.endsWith(suffix))) {
    const host = file.slice(0, -suffix.length);
    const isBelowDomain = domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
    if (isBelowDomain || hostOwner(host, serverDomain) === project)
      await rm(join(folder, file), { force: true });
  }
}
