import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, mkdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { runProgram } from '../run-program.ts';
import { accountsWithWeb } from './accounts.ts';

/** Changed with every change of what is written here, so that folders made by a former version are made anew. */
const conventionsVersion = 1;

/** Where images of the usual distributions keep the certificates they trust, one file each. */
const bundles = [
  'ssl/certs/ca-certificates.crt',
  'pki/tls/certs/ca-bundle.crt',
  'ssl/cert.pem',
  'ssl/ca-bundle.pem',
];
const ownBundle = 'ssl/certs/ca-certificates.crt';
const ownAuthority = 'ssl/errand-ca.pem';
const emptyFilesToMountOn = ['hosts', 'resolv.conf', 'hostname'];
const nameService = 'passwd: files\ngroup: files\nhosts: files dns\n';

/** Follows symbolic links as a program in the container would: `/x` begins at the tree's root. Null where nothing is. */
export async function followInside(root: string, path: string, depth = 0): Promise<string | null> {
  const inside = normalize(`/${path}`);
  let at = '/';
  const parts = inside.split('/').filter((part) => part !== '');
  for (const [index, part] of parts.entries()) {
    const next = join(at, part);
    const stat = await lstat(join(root, next)).catch(() => null);
    if (stat === null) return null;
    if (stat.isSymbolicLink()) {
      if (depth > 40) return null;
      const target = await readlink(join(root, next));
      const rest = parts.slice(index + 1).join('/');
      const to = target.startsWith('/') ? target : join(at, target);
      return followInside(root, join(to, rest), depth + 1);
    }
    at = next;
  }
  return join(root, at);
}

async function textInside(tree: string, path: string): Promise<string | null> {
  const found = await followInside(tree, path);
  return found === null ? null : readFile(found, 'utf8').catch(() => null);
}

async function trustedByImage(tree: string): Promise<string> {
  for (const name of bundles) {
    const text = await textInside(tree, `etc/${name}`);
    if (text?.includes('BEGIN CERTIFICATE')) return text;
  }
  return readFile(`/etc/${ownBundle}`, 'utf8').catch(() => '');
}

/** Puts a file in the place of whatever has the name: a link of the image must lead nowhere else. */
async function place(etc: string, name: string, text: string): Promise<void> {
  const path = join(etc, name);
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { recursive: true, force: true });
  await writeFile(path, text, { mode: 0o644 });
}

async function placeLink(etc: string, name: string, target: string): Promise<void> {
  const path = join(etc, name);
  await rm(path, { recursive: true, force: true });
  await symlink(target, path);
}

async function fill(etc: string, tree: string, authorityPem: string): Promise<void> {
  const { passwd, group } = accountsWithWeb(
    (await textInside(tree, 'etc/passwd')) ?? '',
    (await textInside(tree, 'etc/group')) ?? '',
  );
  await place(etc, 'passwd', passwd);
  await place(etc, 'group', group);
  if (!existsSync(join(etc, 'nsswitch.conf'))) await place(etc, 'nsswitch.conf', nameService);
  for (const name of emptyFilesToMountOn) await place(etc, name, '');
  const trusted = await trustedByImage(tree);
  await place(etc, ownBundle, `${trusted}\n${authorityPem}`);
  await place(etc, ownAuthority, authorityPem);
  for (const name of bundles.filter((other) => other !== ownBundle)) {
    if (existsSync(dirname(join(etc, name)))) await placeLink(etc, name, `/etc/${ownBundle}`);
  }
}

/** What the folder made by `makeEtc` is called: the same for the same authority. */
export function etcName(authorityPem: string): string {
  const hash = createHash('sha256').update(`${conventionsVersion}\n${authorityPem}`).digest('hex');
  return `etc-${hash.slice(0, 16)}`;
}

/**
 * Copies an image's `/etc`, owners and all, and adds what every container is promised: the user `web`, this server's certificate
 * authority among those trusted, places for `/etc/hosts` and its like. The image's own folder stays as it was.
 */
export async function makeEtc(tree: string, target: string, authorityPem: string): Promise<void> {
  if (existsSync(target)) return;
  const fresh = `${target}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const own = await lstat(join(tree, 'etc')).catch(() => null);
  if (own?.isDirectory()) await runProgram('cp', ['--archive', join(tree, 'etc'), fresh]);
  else await mkdir(fresh, { mode: 0o755 });
  await fill(fresh, tree, authorityPem);
  await rename(fresh, target);
}
