import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProjectFiles } from '../support/project-archive.ts';
import { openServer, type TestServer } from '../support/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await openServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const indented = (script: string) => script.trim().replaceAll('\n', '\n        ');

/** A project of one static application, and a task with a build hook. */
function projectWith(hook: string, version: string): ProjectFiles {
  return {
    '.upsun/config.yaml': `
applications:
  web:
    type: "nodejs:26"
    source: { root: web }
    web: { locations: { /: { root: "" } } }
tasks:
  built:
    type: "nodejs:26"
    source: { root: task }
    variables: { env: { COLOUR: blue } }
    hooks:
      build: |
        ${indented(hook)}
    run: { command: cat result.txt }
`,
    'web/index.html': '<h1>static</h1>',
    'task/version.txt': version,
  };
}

/** Deploys and runs; what the hook printed, and what the task did. */
async function build(hook: string, version = '1') {
  const deployed = await server.deploy(projectWith(hook, version), { project: 'built' });
  expect(deployed.activity).toMatchObject({ result: 'success' });
  const { log } = await server.run('built', {}, { project: 'built' });
  return { hookLog: deployed.log, task: log.split('\n').slice(1).join('\n').trim() };
}

describe('a build', () => {
  test('has the variables of a build and none of an environment', async () => {
    const { task } = await build('env >result.txt; id -un >>result.txt');
    expect(task).toMatch(/^CI=true$/m);
    expect(task).toMatch(/^PLATFORM_CACHE_DIR=\/mnt\/cache$/m);
    expect(task).toMatch(/^PLATFORM_APP_DIR=\/app$/m);
    expect(task).toMatch(/^PLATFORM_PROJECT=built$/m);
    expect(task).toMatch(/^COLOUR=blue$/m);
    expect(task).not.toMatch(/^PLATFORM_(BRANCH|ENVIRONMENT|RELATIONSHIPS|ROUTES)=/m);
    expect(task).not.toMatch(/^PORT=/m);
    expect(task).toMatch(/^web$/m);
  });

  test('keeps its cache folder for the next build, and nothing else', async () => {
    const hook =
      'echo "$(cat version.txt)" >>$PLATFORM_CACHE_DIR/seen; touch /tmp/left; ls /tmp >tmp.txt; cat $PLATFORM_CACHE_DIR/seen tmp.txt >result.txt';
    expect((await build(hook, 'first')).task).toBe('first\nleft');
    expect((await build(hook, 'second')).task).toBe('first\nsecond\nleft');
  });

  test('has a network, and no broker: nobody has given it rights', async () => {
    const hook = `
curl -s -m 2 -o /dev/null http://localhost:8200/ && echo broker >result.txt || echo "no broker" >result.txt
ip -brief -4 address show eth0 >>result.txt`;
    const { task } = await build(hook);
    expect(task).toMatch(/^no broker\neth0\S*\s+UP\s+10\.217\./);
  });

  test("keeps scripts executable and links as links, and the result is web's to read", async () => {
    const hook = `
printf '#!/bin/sh\\necho from the script\\n' >tool && chmod 755 tool && ln -s tool link
./link >result.txt; stat -c '%U %a %N' tool link >>result.txt`;
    const { task } = await build(hook);
    expect(task).toBe("from the script\nweb 755 'tool'\nweb 777 'link' -> 'tool'");
  });

  test('that fails ends the push with its output and exit code, and deploys nothing', async () => {
    const before = await server.run('built', {}, { project: 'built' });
    const failing = projectWith('echo to stdout; echo to stderr >&2; exit 7', 'failing');
    const { activity, entries, log } = await server.deploy(failing, { project: 'built' });
    expect(activity).toMatchObject({
      state: 'complete',
      result: 'failure',
      payload: { error: { code: 'build_failed' } },
    });
    expect(entries).toContainEqual(expect.objectContaining({ message: 'to stdout\n', stream: 'stdout' }));
    expect(entries).toContainEqual(expect.objectContaining({ message: 'to stderr\n', stream: 'stderr' }));
    expect(log).toContain('the build hook of built ended with exit code 7');
    const after = await server.run('built', {}, { project: 'built' });
    expect(after.log.split('\n').slice(1)).toEqual(before.log.split('\n').slice(1));
  });
});
