import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/follow-run.ts';
import { openServer, type TestServer } from '../support/server.ts';
import { partsProject } from './parts-project.ts';

let server: TestServer;

/** A second application takes the notes, so that they outlive a deploy's new `web` only as long as a test needs. */
const keys = (version: string) => `
    variables: { env: { COMMON: both, KIND: web } }
    workers:
      queue:
        commands:
          pre_start: 'curl -sS "$NOTES_URL/note?pre_start" >/dev/null'
          start: |
            curl -sS "$NOTES_URL/note?${version}-$KIND-$COMMON-$PLATFORM_APPLICATION_NAME-$(hostname)" >/dev/null
            trap 'curl -sS "$NOTES_URL/note?${version}-stops"; exit 0' TERM
            while ! [ -e /tmp/die ]; do sleep 0.05; curl -sS "$NOTES_URL/notes" | grep -q die-${version} && exit 3; done
        variables: { env: { KIND: worker } }
        relationships: { notes: "notes:http" }
        timezone: Europe/Paris
`;
const notesApplication = `
  notes:
    type: "nodejs:26"
    web: { commands: { start: node server.mjs } }
`;
const routes = `
routes:
  "https://{default}/": { type: upstream, upstream: "notes:http" }
`;
const project = (version: string) => {
  const files = partsProject(keys(version), notesApplication);
  const config = files['.upsun/config.yaml'] ?? '';
  return { ...files, '.upsun/config.yaml': config.slice(0, config.indexOf('routes:')) + routes };
};

beforeAll(async () => {
  server = await openServer();
  await server.deploy(project('1'));
});
afterAll(() => server[Symbol.asyncDispose]());

const notes = async (): Promise<readonly string[]> => JSON.parse((await server.visit('/notes')).text);
const untilNoted = (words: string, times = 1) =>
  until(`${times} notes "${words}"`, async () => {
    const found = (await notes()).filter((note) => note === words);
    return found.length >= times ? found : null;
  });

describe('a worker', () => {
  test('runs the slug with its own variables over the application’s, and pre_start before', async () => {
    await untilNoted('1-worker-both-web-web--queue');
    expect((await notes())[0]).toBe('pre_start');
  });

  test('is started again when it dies, pre_start again too', async () => {
    await server.visit('/note?die-1');
    await untilNoted('pre_start', 2);
    await untilNoted('1-worker-both-web-web--queue', 2);
  });

  test('is asked to end by a deploy before the new one begins', async () => {
    const { activity, log } = await server.deploy(project('2'));
    expect(activity.result).toBe('success');
    expect(log).toContain('Starting worker queue of web');
    await untilNoted('2-worker-both-web-web--queue');
  });

  test('has a log of its own', () => {
    const folder = join(server.home, 'logs/applications/shop');
    const [machine = ''] = readdirSync(folder);
    expect(() => readFileSync(join(folder, machine, 'web--queue.log'))).not.toThrow();
  });

  test('stands in the deployment beside its application', async () => {
    const path = '/projects/shop/environments/main/deployments/current';
    const { workers } = (await (await server.api(path)).json()) as { workers: Record<string, unknown> };
    expect(workers['web--queue']).toMatchObject({ app: 'web', timezone: 'Europe/Paris' });
  });
});
