import { describe, expect, test } from 'vitest';
import { errand } from './fake/errand.ts';

describe('bad usage ends with exit status 2 and says what is wrong', () => {
  test.each([
    [['task:rn'], "Unknown command 'task:rn'\n  (Did you mean task:run?)"],
    [['task:run'], "Missing required argument 'task'."],
    [['task:run', 'a', 'b'], "Too many arguments for 'task:run'"],
    [['task:list', '--jsn'], "Unknown option '--jsn'\n  (Did you mean --json?)"],
    [['task:run', 'a', '--variable', 'X'], 'It should look like env:NAME=value or NAME=value.'],
    [['task:run', 'a', '--variable', '=x'], 'It should look like env:NAME=value or NAME=value.'],
    [['activity:list', '--limit', '0'], 'It is no whole number above 0.'],
    [['serve', '--port', '99999'], 'It is no port number.'],
    [['project:list', '--api-url', 'localhost:80', '--token', 'x'], '"localhost:80" is not an address'],
    [['up', '/nonexistent'], '/nonexistent is not a directory.'],
  ])('%j', async (words, message) => {
    const { status, stdout, stderr } = await errand(words);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  test('shows where the help of that very command is', async () => {
    expect((await errand(['environment:pause', 'a', 'b'])).stderr).toContain(
      'See how: errand environment:pause --help.',
    );
    expect((await errand(['task:rn'])).stderr).toContain('See how: errand --help.');
  });

  test('with --json the error is a document too', async () => {
    const { stderr } = await errand(['task:run', '--json']);
    expect(JSON.parse(stderr)).toMatchObject({
      error: 'usage',
      message: "Missing required argument 'task'.",
    });
  });
});

describe('help', () => {
  test.each([[[]], [['--help']], [['-h']]])('%j shows every command', async (words) => {
    const { status, stdout } = await errand(words);
    for (const name of ['serve', 'start', 'up', 'task:run', 'activity:log', 'doctor'])
      expect(stdout).toContain(`  ${name}`);
    expect(status).toBe(0);
  });

  test('of a command shows the options that every command takes', async () => {
    expect((await errand(['task:run', '--help'])).stdout).toContain('--api-url <url>');
  });

  test('--version prints the version', async () => {
    expect((await errand(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('loads neither the server nor anything heavy', async () => {
    const { stdout } = await errand(['--help'], {
      node: ['--import', new URL('./fake/list-modules.ts', import.meta.url).pathname],
    });
    const loaded = stdout.split('\n').filter((line) => line.startsWith('loaded '));
    expect(loaded.length).toBeGreaterThan(10);
    expect(
      loaded.filter((line) => /fastify|node_modules\/(tar|yaml|zod)|src\/(?!cli|errors)/.test(line)),
    ).toEqual([]);
  });
});
