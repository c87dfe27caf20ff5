import { readFile } from 'node:fs/promises';

/** Switches of kernels that keep unprivileged users from namespaces, and the value that does so. */
const switches: readonly { readonly path: string; readonly forbids: string }[] = [
  { path: '/proc/sys/kernel/unprivileged_userns_clone', forbids: '0' },
  { path: '/proc/sys/kernel/apparmor_restrict_unprivileged_userns', forbids: '1' },
];

/** Why bubblewrap cannot work inside a container of this machine, as the sysctl that says so; null where it can. */
export async function whyNoSandbox(
  read: (path: string) => Promise<string> = (path) => readFile(path, 'utf8'),
): Promise<string | null> {
  for (const { path, forbids } of switches) {
    const value = await read(path).catch(() => null);
    if (value?.trim() !== forbids) continue;
    return `${path.replace('/proc/sys/', '').replaceAll('/', '.')}=${forbids}`;
  }
  return null;
}
