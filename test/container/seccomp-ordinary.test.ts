import { describe, expect, it } from 'vitest';
import { seccompProfile } from '../../src/container/seccomp/profile.ts';
import { CrunBundle } from './crun-bundle.ts';

describe('ordinary programs under the profile', () => {
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

  it('python with threads, processes, shared memory and interfaces', async () => {
    await using bundle = await CrunBundle.create(seccompProfile({ nestedNamespaces: false }));
    expect(await bundle.run('/usr/bin/python3', '/opt/fixtures/ordinary.py')).toEqual({
      exitCode: 0,
      stdout: "threads processes shared ['lo'] mmap\n",
      stderr: '',
    });
  });
});
