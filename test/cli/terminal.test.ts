import { describe, expect, test } from 'vitest';
import { errand, errandInPipeline, startErrandOnTerminal } from './fake/errand.ts';
import { startFakeApi } from './fake/fake-api.ts';

const wild = [
  { message: 'Starting task container report--task--ypalrypn\n' },
  { message: '\x1b]0;owned\x07\x1b[2Jhello \x1b[32mgreen\x1b[0m \x1b]52;c;ZXZpbA==' },
  { message: '\x1b\\\x9b6nbye\r\n' },
  { message: 'oh no\n', stream: 'stderr' as const },
];
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const clearOrForged = /owned|ZXZpbA|\x1b\[2J|\x9b/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const anyColour = /\x1b\[\d+m/;

describe('on a terminal', () => {
  test('a task cannot drive it: of its control sequences only colours pass', async () => {
    await using api = await startFakeApi({ log: wild });
    const { stdout } = await startErrandOnTerminal(['activity:log'], { api }).ended;
    expect(stdout).toContain('hello \x1b[32mgreen\x1b[0m bye\r\n');
    expect(stdout).not.toMatch(clearOrForged);
    expect(stdout).toContain('\x1b[31moh no\x1b[39m');
  });

  test.each([
    ['NO_COLOR', [], { NO_COLOR: '1' }],
    ['--no-color', ['--no-color'], {}],
  ])("shows no colours with %s, not even the task's", async (_name, options, env) => {
    await using api = await startFakeApi({ log: wild });
    const { stdout } = await startErrandOnTerminal(['activity:log', ...options], { api, env }).ended;
    expect(stdout).toContain('hello green bye\r\n');
    expect(stdout).not.toMatch(anyColour);
  });

  test('paints its own words', async () => {
    await using api = await startFakeApi();
    expect((await startErrandOnTerminal(['task:list'], { api }).ended).stdout).toContain('\x1b[1mNAME');
    expect((await startErrandOnTerminal(['task:list', '--json'], { api }).ended).stdout).not.toMatch(
      anyColour,
    );
  });

  test('keeps foreign text in a table harmless', async () => {
    await using api = await startFakeApi({
      projects: [{ id: 'p', title: 'a\x1b[2Jb\nc', default_branch: 'main' }],
    });
    expect((await startErrandOnTerminal(['project:list'], { api }).ended).stdout).toContain('p   ab c');
  });
});

describe('behind a pipe', () => {
  test('the log is byte for byte what the task wrote, and nothing is coloured', async () => {
    await using api = await startFakeApi({ log: wild });
    const { stdout } = await errand(['activity:log'], { api });
    expect(stdout).toBe(wild.map(({ message }) => message).join(''));
    expect((await errand(['task:list'], { api })).stdout).not.toMatch(anyColour);
  });

  test('a reader that leaves ends the command without a word', async () => {
    const log = Array.from({ length: 20_000 }, (_, index) => ({ message: `line ${index}\n` }));
    await using api = await startFakeApi({ log });
    const { stdout, stderr } = await errandInPipeline(
      ['activity:log'],
      '| head -n 1; echo "$PIPESTATUS"',
      api,
    );
    expect(stdout).toBe('line 0\n141\n');
    expect(stderr).toBe('');
  });
});
