import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { settingsReference } from '../../src/composition/settings/reference.ts';
import { readSettings } from '../../src/composition/settings/settings.ts';
import { asErrandError, type ErrandError } from '../../src/errors/errand-error.ts';

const home = mkdtempSync(join(tmpdir(), 'errand-settings-'));
const file = join(home, 'errand.yaml');
beforeEach(() => rmSync(file, { force: true }));
afterAll(() => rmSync(home, { recursive: true }));

const read = (text: string, environment: Readonly<Record<string, string>> = {}) => {
  writeFileSync(file, text);
  return readSettings({ home }, environment);
};

function refusal(text: string, environment: Readonly<Record<string, string>> = {}): ErrandError {
  try {
    read(text, environment);
  } catch (error) {
    return asErrandError(error);
  }
  throw new Error('the settings were accepted');
}

describe('the settings', () => {
  test('have defaults where there is no file, an empty one, or an empty section', () => {
    const bare = readSettings({ home }, {});
    expect(bare.server).toEqual({ host: '127.0.0.1', port: 8787, logLevel: 'info' });
    expect(bare.queue).toEqual({
      runsAtOnce: 3,
      readyPerTask: 2,
      limits: {},
      longestChain: 10,
      onStop: 'cancel',
      graceMilliseconds: 10_000,
    });
    expect(read('')).toEqual(bare);
    expect(read('queue:\nserver:\n  port:\n')).toEqual(bare);
  });

  test('come from the file, over it from the environment, over both from options', () => {
    const text = 'server: {port: 1001}\nqueue: {runs_at_once: 7}\n';
    expect(read(text).server.port).toBe(1001);
    expect(read(text, { ERRAND_PORT: '1002' }).server.port).toBe(1002);
    expect(readSettings({ home, port: 1003 }, { ERRAND_PORT: '1002' }).server.port).toBe(1003);
    expect(readSettings({ home }, { ERRAND_PORT: '1002' }).queue.runsAtOnce).toBe(7);
  });

  test('may limit one environment, and one of its tasks, otherwise', () => {
    const text = 'queue: {environments: {shop/main: {runs_at_once: 5, tasks: {report: 1}}}}\n';
    expect(read(text).queue.limits).toEqual({ 'shop/main': { runsAtOnce: 5, tasks: { report: 1 } } });
    expect(refusal('queue: {environments: {shop: {runs_at_once: 5}}}\n').code).toBe('settings_invalid');
  });

  test('are in the file that ERRAND_CONFIG names, or the option --config', () => {
    const other = join(home, 'other.yaml');
    writeFileSync(other, 'server: {port: 2001}\n');
    expect(readSettings({ home }, { ERRAND_CONFIG: other }).server.port).toBe(2001);
    expect(readSettings({ home, config: other }, { ERRAND_CONFIG: '/nowhere' }).server.port).toBe(2001);
  });

  test('know anchors and merge keys', () => {
    const text = '.limits: &limits {memory_mib: 512}\nbuilds:\n  <<: *limits\n  network: off\n';
    expect(read(text).builds).toMatchObject({ memoryMiB: 512, network: 'off', timeoutSeconds: 3600 });
  });

  test('cannot be changed', () => {
    const { queue } = read('queue: {runs_at_once: 7}');
    expect(() => Object.assign(queue, { runsAtOnce: 8 })).toThrow(TypeError);
  });
});

describe('bad settings', () => {
  test('are told all at once, with place, reason and mending', () => {
    const { code, message } = refusal('queue:\n  runs_at_onec: 7\nbuilds:\n  memory_mib: lots\nbuild: {}\n');
    expect(code).toBe('settings_invalid');
    expect(message).toContain(`${file}:2:3`);
    expect(message).toContain('  2 |   runs_at_onec: 7\n    |   ^^^^^^^^^^^^');
    expect(message).toContain('Did you mean `runs_at_once`?');
    expect(message).toContain(`${file}:4:15`);
    expect(message).toContain(`${file}:5:1`);
    expect(message).toContain('Did you mean `builds`?');
  });

  test.each([
    ['server: [', 'errand.yaml:1:10'],
    ['- server', 'Begin the file with a section such as `server:`.'],
    ['server: 8787', 'Must be a mapping of keys to values'],
    ['builds: {network: sometimes}', 'Must be `on`, `off`, or a list of host names.'],
    ['builds: {network: ["http://a/"]}', 'Must be a host name such as'],
    ['queue: {runs_at_once: 0}', 'Must be greater than or equal to 1.'],
  ])('%s', (text, told) => {
    expect(refusal(text).message).toContain(told);
  });

  test('a variable that is out of bounds is told by its name, even where the file has a good one', () => {
    const { code, message } = refusal('server: {port: 1001}', { ERRAND_PORT: '99999' });
    expect(code).toBe('usage');
    expect(message).toBe("ERRAND_PORT is '99999'; it must be a whole number from 0 to 65535");
  });

  test('a file that was asked for must be there, and be a file', () => {
    expect(() => readSettings({ home, config: join(home, 'none.yaml') }, {})).toThrow('none.yaml');
    expect(() => readSettings({ home, config: '/dev/zero' }, {})).toThrow('it is not a file');
    expect(() => readSettings({ home, config: home }, {})).toThrow('it is not a file');
  });
});

test('docs/reference/settings.md says what the settings are; `npm run docs` brings it up to date', () => {
  const written = readFileSync(join(import.meta.dirname, '../../docs/reference/settings.md'), 'utf8');
  expect(written).toBe(settingsReference());
});
