import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seccompProfile } from '../../src/container/seccomp/profile.ts';
import { refusedCalls } from '../../src/container/seccomp/refused.ts';
import { CrunBundle, crunIsUsable, leftovers } from './crun-bundle.ts';
import { x64Numbers } from './fixtures/syscall-numbers.ts';

const permissionDenied = '1';
const notImplemented = '38';
const noSuchFamily = '97';
const noSuchProtocol = '93';

function call(name: string, ...args: readonly (number | string)[]): string {
  return [name, x64Numbers[name] ?? name, ...args].join(':');
}

/** What each probed call answered, in order: an error number, `done`, or `signal` and its number. */
async function probe(bundle: CrunBundle, calls: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr } = await bundle.run('/usr/bin/perl', '/opt/fixtures/probe.pl', ...calls);
  expect(stderr).toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.slice(line.indexOf(' ') + 1));
}

const namespaceCalls = [
  'unshare',
  'setns',
  'mount',
  'umount2',
  'pivot_root',
  'chroot',
  'sethostname',
  'setdomainname',
];
const newMountCalls = [
  'fsopen',
  'fsconfig',
  'fsmount',
  'fspick',
  'move_mount',
  'open_tree',

  'mount_setattr',
];
const canProbe = crunIsUsable && process.arch === 'x64' && existsSync('/usr/bin/perl');

describe.skipIf(!canProbe)('a container under the profile', () => {
  let bundle: CrunBundle;
  beforeAll(async () => {
    bundle = await CrunBundle.create(seccompProfile({ nestedNamespaces: false }));
  });
  afterAll(async () => {
    await bundle[Symbol.asyncDispose]();
    expect(leftovers()).toEqual([]);
  });

  it('has no number missing from the table of calls to try', () => {
    expect(
      [...refusedCalls, ...namespaceCalls, ...newMountCalls].filter((name) => !(name in x64Numbers)),
    ).toEqual([]);
  });

  it('is refused what belongs to the operator or leads to other processes', async () => {
    const tried = [...refusedCalls, ...namespaceCalls, ...newMountCalls];
    const answers = await probe(
      bundle,
      tried.map((name) => call(name)),
    );
    expect(Object.fromEntries(tried.map((name, position) => [name, answers[position]]))).toEqual(
      Object.fromEntries(tried.map((name) => [name, permissionDenied])),
    );
  });

  it('gets no new namespace from clone, alone or with others', async () => {
    const flags = [
      0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000, 0x7e020000, 0x10000011,
    ];
    const answers = await probe(
      bundle,
      flags.map((flag) => call('clone', flag)),
    );
    expect(answers).toEqual(flags.map(() => permissionDenied));
  });

  it('may clone a plain child', async () => {
    expect(await probe(bundle, [call('clone', 17)])).toEqual(['done']);
  });

  it('is told that clone3, memfd_secret and calls of a later kernel do not exist', async () => {
    const answers = await probe(bundle, [call('clone3'), call('memfd_secret'), 'later:999']);
    expect(answers).toEqual([notImplemented, notImplemented, notImplemented]);
  });

  it('opens sockets of four families', async () => {
    const stream = 1;
    const raw = 3;
    const opened = [1, 2, 10].map((family) => call('socket', family, stream));
    expect(await probe(bundle, [...opened, call('socket', 16, raw, 0)])).toEqual([
      'done',
      'done',
      'done',
      'done',
    ]);
    const refused = [0, 3, 17, 38, 40, 44, '0x100000028'].map((family) => call('socket', family, raw));
    expect(await probe(bundle, refused)).toEqual(refused.map(() => noSuchFamily));
    expect(await probe(bundle, [call('socketpair', 30, stream)])).toEqual([noSuchFamily]);
  });

  it('reaches neither netfilter nor the crypto API over netlink', async () => {
    const refused = [6, 12, 21, '0x10000000c'].map((protocol) => call('socket', 16, 3, protocol));
    expect(await probe(bundle, refused)).toEqual(refused.map(() => noSuchProtocol));
  });

  it('cannot type into a terminal, not with a high bit set either', async () => {
    const commands = [0x5412, 0x541c, '0x100005412'];
    const answers = await probe(
      bundle,
      commands.map((command) => call('ioctl', 0, command)),
    );
    expect(answers).toEqual(commands.map(() => permissionDenied));
  });

  it('may use the other terminal calls', async () => {
    const badFile = '9';
    expect(await probe(bundle, [call('ioctl', 99, 0x5401), call('ioctl', 99, 0x5413)])).toEqual([
      badFile,
      badFile,
    ]);
  });

  it('may ask for its personality but not switch address randomisation off', async () => {
    const answers = await probe(bundle, [call('personality', '0xffffffff'), call('personality', 0x40000)]);
    expect(answers).toEqual(['done', notImplemented]);
  });

  it('is killed for the x32 calling convention', async () => {
    const badSystemCall = 'signal 31';
    const getpid = 0x40000000 + 39;
    expect(await probe(bundle, [`x32:${getpid}`])).toEqual([badSystemCall]);
  });

  it('is not refused harmless calls of newer kernels', async () => {
    const answers = await probe(bundle, [call('cachestat', 99), call('statmount'), call('getxattrat')]);
    expect(answers).not.toContain(permissionDenied);
  });
});

describe.skipIf(!crunIsUsable)('ordinary programs under the profile', () => {
  it.each([
    ['a shell with a pipe', ['sh', '-c', 'echo a b | wc -w'], '2\n'],
    [
      'git',
      [
        'sh',
        '-c',
        'git init -q /tmp/r && cd /tmp/r && git -c user.name=a -c user.email=b commit -q --allow-empty -m x && git log --format=%s',
      ],
      'x\n',
    ],
    ['node with worker threads', ['node', '/opt/fixtures/ordinary.mjs'], 'threads child socket files\n'],
  ])('%s', async (_, command, stdout) => {
    await using bundle = await CrunBundle.create(seccompProfile({ nestedNamespaces: false }));
    expect(await bundle.run(...command)).toEqual({ exitCode: 0, stdout, stderr: '' });
  });

  it.skipIf(!existsSync('/usr/bin/python3'))(
    'python with threads, processes, shared memory and interfaces',
    async () => {
      await using bundle = await CrunBundle.create(seccompProfile({ nestedNamespaces: false }));
      expect(await bundle.run('/usr/bin/python3', '/opt/fixtures/ordinary.py')).toEqual({
        exitCode: 0,
        stdout: "threads processes shared ['lo'] mmap\n",
        stderr: '',
      });
    },
  );
});

describe.skipIf(!crunIsUsable)('a container that may nest namespaces', () => {
  const open = seccompProfile({ nestedNamespaces: true });

  it('becomes root of a user namespace of its own', async () => {
    await using bundle = await CrunBundle.create(open);
    const { stdout } = await bundle.run('unshare', '--user', '--map-root-user', 'id', '-u');
    expect(stdout).toBe('0\n');
  });

  it.skipIf(!existsSync('/usr/bin/bwrap'))('runs bubblewrap (T26)', async () => {
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
      ).toEqual(refusedCalls.map(() => permissionDenied));
      expect(
        await probe(
          bundle,
          newMountCalls.map((name) => call(name)),
        ),
      ).toEqual(newMountCalls.map(() => notImplemented));
    },
  );
});
