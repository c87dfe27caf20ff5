import { chmod, copyFile, cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { webUser } from '../container/container-spec.ts';

/** Mount points of a root filesystem: everything the engine, the mounts of a project and a runtime need. */
const folders = [
  'usr',
  'etc/ssl/certs',
  'proc',
  'sys',
  'dev',
  'run',
  'tmp',
  'app',
  'mnt/cache',
  'opt/runtime',
  'var/tmp',
  'var/log',
  'home',
  'root',
  'srv',
];

const usrMerge = ['bin', 'lib', 'lib64', 'sbin'];

/** Of the machine's /etc only what programs under /usr need and nobody minds showing; never a copy of the whole. */
const filesOfEtc = [
  'ld.so.cache',
  'ld.so.conf',
  'services',
  'protocols',
  'mime.types',
  'localtime',
  'debian_version',
];
const foldersOfEtc = ['alternatives', 'ld.so.conf.d', 'perl', 'php', 'python3'];

const emptyFilesToMountOn = ['hosts', 'resolv.conf', 'hostname'];

const accounts = {
  passwd: `root:x:0:0:root:/root:/usr/sbin/nologin
${webUser.name}:x:${webUser.uid}:${webUser.gid}:web:/app:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`,
  group: `root:x:0:
${webUser.name}:x:${webUser.gid}:
nogroup:x:65534:
`,
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
  shells: '/bin/sh\n/bin/bash\n',
};

/** Where the certificate authority of this server is found inside (T18). */
export const authorityFile = 'etc/ssl/errand-ca.pem';
const bundleFile = 'etc/ssl/certs/ca-certificates.crt';

async function copyFromEtc(root: string): Promise<void> {
  for (const name of filesOfEtc)
    await copyFile(`/etc/${name}`, join(root, 'etc', name)).catch(() => undefined);
  for (const name of foldersOfEtc) {
    const options = { recursive: true, verbatimSymlinks: true };
    await cp(`/etc/${name}`, join(root, 'etc', name), options).catch(() => undefined);
  }
}

async function fill(root: string, authorityPem: string): Promise<void> {
  for (const folder of folders) await mkdir(join(root, folder), { recursive: true });
  for (const name of usrMerge) await symlink(`usr/${name}`, join(root, name));
  await copyFromEtc(root);
  await symlink('../usr/lib/os-release', join(root, 'etc/os-release'));
  for (const [name, text] of Object.entries(accounts)) await writeFile(join(root, 'etc', name), text);
  for (const name of emptyFilesToMountOn) await writeFile(join(root, 'etc', name), '');
  const trusted = await readFile(`/${bundleFile}`, 'utf8').catch(() => '');
  await writeFile(join(root, bundleFile), `${trusted}\n${authorityPem}`);
  await writeFile(join(root, authorityFile), authorityPem);
}

/**
 * A root folder whose programs are the machine's own `/usr`, for machines without an image registry.
 * Made anew at every start of the server; containers that still run keep the former one. Every folder above it must be
 * passable for others: the runtime enters it as the container's user. It holds nothing that anybody may not see.
 */
export async function makeHostBase(directory: string, authorityPem: string): Promise<string> {
  const root = join(directory, 'host-base');
  const fresh = `${root}.new`;
  const former = `${root}.old`;
  await rm(fresh, { recursive: true, force: true });
  await rm(former, { recursive: true, force: true });
  await fill(fresh, authorityPem);
  await chmod(fresh, 0o755);
  await rename(root, former).catch(() => undefined);
  await rename(fresh, root);
  return root;
}

/** Name and version of the machine's distribution: part of an image's identity, for its libraries are in it. */
export async function hostSystem(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const field = (name: string) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  return `${field('ID') || 'linux'} ${field('VERSION_ID')}`.trim();
}
