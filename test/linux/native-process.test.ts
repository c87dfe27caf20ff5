import { closeSync, openSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { runToEnd, startProcess } from '../../src/linux/native-process.ts';

const environment = { PATH: '/usr/bin:/bin', GREETING: 'well\nmet' };
const sh = (script: string, input?: string) =>
  runToEnd({ program: 'sh', args: ['-c', script], environment, ...(input === undefined ? {} : { input }) });

test('gives what a program printed and its exit code', async () => {
  expect(await sh('echo out; echo " err " >&2; exit 7')).toEqual({
    status: 7,
    output: 'out\n',
    complaint: 'err',
  });
});

test('has no exit code for one that a signal ended', async () => {
  expect((await sh('kill -9 $$')).status).toBeNull();
});

test('hands in words, variables and input as they are', async () => {
  const { output } = await runToEnd({
    program: 'sh',
    args: ['-c', 'printf "%s|" "$@" "$GREETING"; cat', 'sh', "it's", '', 'ünï "x"'],
    environment,
    input: 'typed\n',
  });
  expect(output).toBe(`it's||ünï "x"|well\nmet|typed\n`);
});

test('takes all of a large input and gives all of a large output', async () => {
  const large = 'x'.repeat(3_000_000);
  expect((await sh('cat; cat /dev/null', large)).output).toHaveLength(large.length);
});

test('P18: refuses an output without bound, and cuts such a complaint', async () => {
  await expect(sh('head -c 20000000 /dev/zero')).rejects.toThrow('printed more than 16777216 bytes');
  const { status, complaint } = await sh('head -c 1000000 /dev/zero | tr "\\0" x >&2; exit 3');
  expect([status, complaint.length]).toEqual([3, 65_536]);
});

test('begins in the folder, in a session of its own, with no signal blocked or ignored', async () => {
  const directory = realpathSync(tmpdir());
  const script = 'pwd; ps -o sid= -p $$; echo $$; grep -E "^Sig(Blk|Ign)" /proc/self/status';
  const { output } = await runToEnd({ program: 'sh', args: ['-c', script], environment, directory });
  const [folder, session, pid, blocked, ignored] = output.split('\n').map((line) => line.trim());
  expect([folder, session]).toEqual([directory, pid]);
  expect([blocked, ignored]).toEqual(['SigBlk:\t0000000000000000', 'SigIgn:\t0000000000000000']);
});

test('ignores the signals that it is told to, and those alone', async () => {
  const script = 'grep ^SigIgn /proc/self/status; kill -s XFSZ $$; kill -s USR1 $$; echo unreached';
  const ended = await runToEnd({
    program: 'sh',
    args: ['-c', script],
    environment,
    ignoredSignals: [constants.signals.SIGXFSZ],
  });
  expect(ended).toMatchObject({ status: null, output: 'SigIgn:\t0000000001000000\n' });
});

test('has what was asked for, the descriptor that tells of its end, and none of this process', async () => {
  const mine = openSync('/dev/null', 'r');
  const listed = (await sh('exec ls /proc/self/fd')).output.trim().split('\n');
  closeSync(mine);
  expect(listed).toEqual(expect.arrayContaining(['0', '1', '2', '3']));
  expect(listed).not.toContain(String(mine));
});

test('is gone for the machine when it is gone here, and leaves no descriptor', async () => {
  const before = readdirSync('/proc/self/fd').length;
  const { pid, pipes, gone } = startProcess({
    program: 'sleep',
    args: ['30'],
    environment,
    descriptors: ['nothing', 'nothing', 'output'],
  });
  await expect.poll(() => readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('sleep\n');
  process.kill(pid, 'SIGTERM');
  expect(await gone).toBeNull();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  for (const pipe of pipes.values()) pipe.destroy();
  await expect.poll(() => readdirSync('/proc/self/fd').length).toBe(before);
});

test.each(['no-such-program', '/no/such/program', '/etc/hostname'])('%s is an error', async (program) => {
  const before = readdirSync('/proc/self/fd').length;
  const attempt = runToEnd({ program, args: [], environment });
  await expect(attempt).rejects.toMatchObject({ code: expect.stringMatching(/^(ENOENT|ENOEXEC)$/) });
  await expect.poll(() => readdirSync('/proc/self/fd').length).toBe(before);
});

test('many at once each keep their own output and exit code', async () => {
  const all = await Promise.all(Array.from({ length: 40 }, (_, index) => sh(`echo ${index}; exit ${index}`)));
  expect(all.map(({ status, output }) => [status, output])).toEqual(
    Array.from({ length: 40 }, (_, index) => [index, `${index}\n`]),
  );
});

test('is waited for, also where nothing else keeps this process going', async () => {
  const module = new URL('../../src/linux/native-process.ts', import.meta.url).href;
  const program = `const { runToEnd } = await import(${JSON.stringify(module)});
    const ended = await runToEnd({ program: 'sh', args: ['-c', 'exec 1>&- 2>&-; sleep 0.3; exit 5'], environment: { PATH: '/bin' } });
    console.log('ended', ended.status);`;
  const args = ['--input-type=module-typescript', '-e', program];
  const { output, status } = await runToEnd({ program: process.execPath, args, environment });
  expect([output, status]).toEqual(['ended 5\n', 0]);
});
