import { existsSync } from 'node:fs';

/**
 * How each package manager installs without asking. `key` is its name in tools.json; `refresh` fetches its lists,
 * where installing does not do so by itself; `locked` is what it prints while another one is at work.
 */
export const packageManagers = [
  {
    key: 'apt',
    program: 'apt-get',
    install: ['install', '-y'],
    // Waits for dpkg's lock; the locks of the lists and of the download folder are not covered by it.
    quiet: ['--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'],
    refresh: ['update'],
    locked: /Could not get lock/,
    env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
  },
  { key: 'dnf', program: 'dnf', install: ['install', '-y'] },
  { key: 'zypper', program: 'zypper', install: ['--non-interactive', 'install'] },
  { key: 'pacman', program: 'pacman', install: ['-Sy', '--noconfirm', '--needed'] },
  { key: 'apk', program: 'apk', install: ['add'], refresh: ['update'] },
];

/** This machine's package manager, or null if it has none of those known here. */
export function findPackageManager(folders = ['/usr/bin', '/bin', '/sbin', '/usr/local/bin']) {
  const isHere = ({ program }) => folders.some((folder) => existsSync(`${folder}/${program}`));
  return packageManagers.find(isHere) ?? null;
}
