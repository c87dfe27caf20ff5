import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const sources = globSync('src/**/*.ts', { cwd: root });
const handWritten = globSync(['src/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.{ts,mjs}'], {
  cwd: root,
});

interface Import {
  readonly from: string;
  readonly to: string;
}

const importsOf = (file: string): readonly Import[] => {
  const text = readFileSync(join(root, file), 'utf8');
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)];
  return found.map(([, to = '']) => ({
    from: file,
    to: to.startsWith('.') ? normalize(join(dirname(file), to)) : to,
  }));
};

const imports = sources.flatMap(importsOf);
/** Its stream closes it, and the answer the stream. */
const handlesThatGoOn = ['src/router/locations/request-buffer.ts'];
const roomOf = (file: string) => file.split('/')[1] ?? '';

/** Rooms that a room may know, beside itself. Those that are left out may know everything but `api`, `cli` and `composition`. */
const mayKnow: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  config: ['errors'],
  container: ['config'],
  secret: ['errors'],
  linux: [],
  engine: ['container', 'errors', 'linux', 'secret'],
  network: ['errors', 'linux'],
  image: ['container', 'errors'],
  slug: ['container', 'errors', 'linux'],
  volume: ['container', 'errors', 'linux'],
  service: ['config', 'container', 'errors'],
  source: ['config', 'container', 'errors', 'linux'],
  'server-backup': ['errors', 'observe', 'store', 'volume'],
  artifact: ['container', 'errors', 'linux', 'volume'],
  tls: ['errors', 'identity'],
  domain: ['activity', 'errors', 'identity', 'router', 'store'],
  store: [
    'activity',
    'config',
    'deploy',
    'domain',
    'environment',
    'errors',
    'identity',
    'project',
    'retention',
    'secret',
    'service',
    'task',
    'variable',
    'webhook',
  ],
  cli: ['errors'],
};

/** Commands that work without a server load what they need when they are called: those that bring one up, that look at the machine, and that check a configuration. */
/** Commands that bring a server up, or work on one that is stopped, load it when they are called. */
const cliExceptions: readonly string[] = [
  'src/cli/commands/serve.ts',
  'src/cli/commands/start.ts',
  'src/cli/commands/doctor.ts',
  'src/cli/commands/config-check.ts',
  'src/cli/commands/config-schema.ts',
  'src/cli/commands/store-migrate.ts',
  'src/cli/commands/backup-server.ts',
];

/** Files that decide and never act: no file, process, socket or clock of the system. */
const pureFolders: readonly string[] = ['src/errors/', 'src/container/', 'src/secret/'];
const pureFiles: readonly string[] = [
  'src/activity/activity.ts',
  'src/variable/variable.ts',
  'src/variable/variable-rules.ts',
  'src/variable/effective-variables.ts',
  'src/variable/open-variables.ts',
  'src/variable/change-variable.ts',
  'src/task/run.ts',
  'src/task/outcome.ts',
  'src/task/decide-outcome.ts',
  'src/task/record-outcome.ts',
  'src/task/lifecycle.ts',
  'src/deploy/lifecycle.ts',
  'src/network/firewall.ts',
  'src/network/addresses.ts',
  'src/network/bridge-name.ts',
];
const modulesThatAct = /^node:(fs|net|http|https|child_process|dgram|tls|worker_threads)/;

describe('the house', () => {
  test.each(Object.entries(mayKnow))('%s knows only what it may', (room, allowed) => {
    const wrong = imports.filter(
      ({ from, to }) =>
        roomOf(from) === room &&
        to.startsWith('src/') &&
        roomOf(to) !== room &&
        !allowed.includes(roomOf(to)) &&
        !cliExceptions.includes(from),
    );
    expect(wrong).toEqual([]);
  });

  test('nobody but the composition root knows the api, the command line or the composition', () => {
    const above = ['api', 'cli', 'composition', 'main.ts'];
    const below = imports.filter(({ from }) => ![...above, 'observe'].includes(roomOf(from)));
    expect(below.filter(({ to }) => to.startsWith('src/') && above.includes(roomOf(to)))).toEqual([]);
  });

  test('what decides does not act', () => {
    const pure = imports.filter(
      ({ from }) => pureFolders.some((folder) => from.startsWith(folder)) || pureFiles.includes(from),
    );
    expect(pure.length).toBeGreaterThan(20);
    expect(pure.filter(({ to }) => modulesThatAct.test(to))).toEqual([]);
  });

  test('no file has more than 300 lines', () => {
    const long = handWritten.filter(
      (file) => readFileSync(join(root, file), 'utf8').split('\n').length > 301,
    );
    expect(long).toEqual([]);
  });

  // Node.js ends the process over a FileHandle that nobody closed.
  test('every FileHandle is closed where it was opened', () => {
    const opening = /\bopen\b[^}]*\} from 'node:fs\/promises'/;
    const unclosed = sources.flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      if (!opening.test(text) || handlesThatGoOn.includes(file)) return [];
      const lines = text.split('\n').filter((line) => /\bopen\(/.test(line));
      return lines
        .filter((line) => !/await using |\)\.close\(\)/.test(line))
        .map((line) => `${file}: ${line}`);
    });
    expect(unclosed).toEqual([]);
  });

  test('no name explains nothing', () => {
    expect(
      handWritten.filter((file) => /(^|\/)(utils?|helpers?|lib|misc|common|manager)(\.|\/)/.test(file)),
    ).toEqual([]);
  });

  test('no import is left dangling', () => {
    const missing = imports.filter(({ to }) => to.startsWith('src/') && !sources.includes(to));
    expect(missing).toEqual([]);
  });
});
