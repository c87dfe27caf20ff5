import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seccompProfile } from '../../src/container/seccomp/profile.ts';
import { refusedCalls } from '../../src/container/seccomp/refused.ts';
import { CrunBundle } from './crun-bundle.ts';
import { answer, call, canProbe, probe } from './probe.ts';

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
const newMountCalls = ['fsopen', 'fsconfig', 'fsmount', 'fspick', 'move_mount', 'open_tree', 'mount_setattr'];

describe.skipIf(!canProbe)('a container under the profile', () => {
  let bundle: CrunBundle;
  beforeAll(async () => {
    bundle = await CrunBundle.create(seccompProfile({ nestedNamespaces: false }));
  });
  afterAll(async () => {
    await bundle[Symbol.asyncDispose]();
  });

  it('is refused what belongs to the operator or leads to other processes', async () => {
    const tried = [...refusedCalls, ...namespaceCalls, ...newMountCalls];
    const answers = await probe(
      bundle,
      tried.map((name) => call(name)),
    );
    expect(Object.fromEntries(tried.map((name, position) => [name, answers[position]]))).toEqual(
      Object.fromEntries(tried.map((name) => [name, answer.notPermitted])),
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
    expect(answers).toEqual(flags.map(() => answer.notPermitted));
  });

  it('may clone a plain child', async () => {
    expect(await probe(bundle, [call('clone', 17)])).toEqual(['done']);
  });

  it('is told that clone3, memfd_secret and calls of a later kernel do not exist', async () => {
    const answers = await probe(bundle, [call('clone3'), call('memfd_secret'), 'later:999']);
    expect(answers).toEqual([answer.notImplemented, answer.notImplemented, answer.notImplemented]);
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
    expect(await probe(bundle, refused)).toEqual(refused.map(() => answer.noSuchFamily));
    expect(await probe(bundle, [call('socketpair', 30, stream)])).toEqual([answer.noSuchFamily]);
  });

  it('reaches neither netfilter nor the crypto API over netlink', async () => {
    const refused = [6, 12, 21, '0x10000000c'].map((protocol) => call('socket', 16, 3, protocol));
    expect(await probe(bundle, refused)).toEqual(refused.map(() => answer.noSuchProtocol));
  });

  it('cannot type into a terminal, not with a high bit set either', async () => {
    const commands = [0x5412, 0x541c, '0x100005412'];
    const answers = await probe(
      bundle,
      commands.map((command) => call('ioctl', 0, command)),
    );
    expect(answers).toEqual(commands.map(() => answer.notPermitted));
  });

  it('may use the other terminal calls', async () => {
    expect(await probe(bundle, [call('ioctl', 99, 0x5401), call('ioctl', 99, 0x5413)])).toEqual([
      answer.badFile,
      answer.badFile,
    ]);
  });

  it('may ask for its personality but not switch address randomisation off', async () => {
    const answers = await probe(bundle, [call('personality', '0xffffffff'), call('personality', 0x40000)]);
    expect(answers).toEqual(['done', answer.notImplemented]);
  });

  it('is killed for the x32 calling convention', async () => {
    const getpid = 0x40000000 + 39;
    expect(await probe(bundle, [`x32:${getpid}`])).toEqual([answer.badSystemCall]);
  });

  it('is not refused harmless calls of newer kernels', async () => {
    const answers = await probe(bundle, [call('cachestat', 99), call('statmount'), call('getxattrat')]);
    expect(answers).not.toContain(answer.notPermitted);
  });
});
