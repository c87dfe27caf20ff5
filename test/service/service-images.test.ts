import { expect, test } from 'vitest';
import { serviceKindOf } from '../../src/service/kinds.ts';
import { openServiceImages, type ServiceImageSources } from '../../src/service/service-images.ts';
import type { ServiceKind } from '../../src/service/service-kind.ts';

const machineRoot = { root: '/machine', binds: [] };

/** A program of this machine in the place of the database's. */
const kind: ServiceKind = {
  ...(serviceKindOf('postgresql') as ServiceKind),
  debian: { package: 'coreutils', path: '/usr/bin/ec*o', versionArgument: 'echo 15.18' },
};

async function resolve(type: string, sources: Partial<ServiceImageSources>) {
  const lines: string[] = [];
  const images = openServiceImages({
    machineRoot,
    system: 'debian 12',
    fallback: 'none',
    prefer: 'registry',
    pull: async (reference, tried) => {
      tried.push(`image ${reference}: out of reach`);
      return null;
    },
    ...sources,
  });
  const image = await images.resolve(kind, { name: 'db', type, log: (line) => lines.push(line) });
  return { ...image, lines };
}

const pulled = { reference: 'postgres@sha256:1', rootfs: machineRoot, pathPrefix: [], environment: {} };

test('an image of the registry comes first, or the machine where it is preferred', async () => {
  const pull = async () => pulled;
  expect(await resolve('postgresql:15', { pull })).toMatchObject({
    reference: 'postgres@sha256:1',
    version: '15',
  });
  expect(await resolve('postgresql:15', { pull, prefer: 'machine' })).toMatchObject({
    reference: 'postgresql 15.18 on debian 12',
    version: '15.18',
    lines: [],
  });
});

test('another version runs only where the operator allows it, and says so', async () => {
  await expect(resolve('postgresql:18', {})).rejects.toMatchObject({
    code: 'image_unavailable',
    message: expect.stringContaining("or run 'apt-get install -y coreutils' on this machine"),
  });
  const { version, lines } = await resolve('postgresql:18', { fallback: 'nearest' });
  expect(version).toBe('15.18');
  expect(lines).toEqual([
    'Warning: db asks for postgresql:18; this machine has 15.18, which runs instead (images.fallback: nearest)',
  ]);
});
