import type { MountDefinition } from './definition.ts';
import { type MountInput, mount } from './schema/mount.ts';
import { type Found, plain } from './tree.ts';

/** Who may have mounts. */
export const mountOwners = [
  'applications.*.mounts',
  'applications.*.web.mounts',
  'applications.*.workers.*.mounts',
  'tasks.*.mounts',
];

const sources = {
  instance: 'instance',
  local: 'storage',
  service: 'service',
  storage: 'storage',
  temporary: 'tmp',
  tmp: 'tmp',
} as const;

/** The mount at a path, with its older names replaced and its default filled in, or null where it is malformed. */
export function readMount({ path, node }: Found): MountDefinition | null {
  const read = mount.safeParse(plain(node));
  return read.success ? mountDefinition(String(path.at(-1)), read.data) : null;
}

export function mountDefinition(path: string, written: MountInput): MountDefinition {
  return {
    source: sources[written.source],
    sourcePath: written.source_path ?? path.replace(/^\/+|\/+$/g, ''),
    service: written.service ?? null,
  };
}

/** The folders of a path, without empty ones and `.`. */
export function pathSegments(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}
