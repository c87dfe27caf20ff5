import { describe, expect, it } from 'vitest';
import { seccompProfile } from '../../src/container/seccomp/profile.ts';
import { refusedCalls } from '../../src/container/seccomp/refused.ts';
import { CrunBundle } from './crun-bundle.ts';
import { answer, call, canProbe, probe } from './probe.ts';

const newMountCalls = ['fsopen', 'fsconfig', 'fsmount', 'fspick', 'move_mount', 'open_tree', 'mount_setattr'];

describe('a container that may nest namespaces', () => {
  const open = seccompProfile({ nestedNamespaces: true });

  it('becomes root of a user namespace of its own', async () => {
    await using bundle = await CrunBundle.create(open);
    const { stdout } = await bundle.run('unshare', '--user', '--map-root-user', 'id', '-u');
    expect(stdout).toBe('0\n');
  });

  it('runs bubblewrap (T26)', async () => {
    await using bundle = await CrunBundle.create(open);
    const links = ['bin', 'lib', 'lib64'].flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]);
    const shown = 'id -u; hostname; ls /sys 2>/dev/null | wc -l';
    const sandbox = [
      '--ro-bind',
      '/usr',
      '/usr',
      ...links,
      '--dev',
      '/dev',
      '--proc',
      '/proc',
      '--tmpfs',
      '/tmp',
    ];
    const outcome = await bundle.run(
      'bwrap',
      ...sandbox,
      '--unshare-all',
      '--hostname',
      'box',
      'sh',
      '-c',
      shown,
    );
    expect(outcome).toEqual({ exitCode: 0, stdout: '1000\nbox\n0\n', stderr: '' });
  });

  it.skipIf(!canProbe)(
    'is still refused the rest, and told that the second mount interface does not exist',
    async () => {
      await using bundle = await CrunBundle.create(open);
      expect(
        await probe(
          bundle,
          refusedCalls.map((name) => call(name)),
        ),
      ).toEqual(refusedCalls.map(() => answer.notPermitted));
      expect(
        await probe(
          bundle,
          newMountCalls.map((name) => call(name)),
        ),
      ).toEqual(newMountCalls.map(() => answer.notImplemented));
    },
  );
});
