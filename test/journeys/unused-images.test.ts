import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mountPoints } from '../../src/linux/mounts.ts';
import { runErrand } from '../support/errand-command.ts';
import { openRegistry, type TestRegistry } from '../support/registry.ts';
import { digestsOf, makeLayout, makeTree } from '../support/sample-image.ts';
import { openServer, type TestServer } from '../support/server.ts';

let directory: string;
let registry: TestRegistry;
let server: TestServer;

const layout = (name: string) => join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'errand-journey-unused-'));
  makeTree(layout('tree'));
  makeLayout(layout('image'), [{ tree: layout('tree') }]);
  makeLayout(layout('newer'), [{ 'etc/sample': 'a newer image\n' }], [], layout('image'));
  makeLayout(layout('other'), [{ 'bin/sh': '#!\n', 'etc/other': 'another\n' }]);
  registry = await openRegistry();
  registry.push(layout('image'), 'team/php:8.5');
  registry.push(layout('other'), 'team/other:1');
  server = await openServer({
    settings: `
images:
  types: { "php:8.5": "${registry.host}/team/php:8.5" }
  registries: { "${registry.host}": { tls: false } }
`,
  });
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const config = `
applications:
  site:
    type: "php:8.5"
    source: { root: site }
    web: { locations: { /: { root: "", scripts: false } } }
tasks:
  look:
    type: "php:8.5"
    source: { root: task }
    run: { command: 'cat /etc/sample text.txt' }
`;

async function deploy(text: string): Promise<void> {
  const { activity, log } = await server.deploy({
    '.upsun/config.yaml': config,
    'site/readme.txt': 'x',
    'task/text.txt': `${text}\n`,
  });
  expect(activity.result, log).toBe('success');
}

async function look(): Promise<string> {
  const { activity, log } = await server.run('look');
  expect(activity.result, log).toBe('success');
  return log.split('\n').slice(1).join('\n').trim();
}

async function errand(...words: readonly string[]) {
  const ended = await runErrand(words, { ERRAND_API_URL: server.apiUrl, ERRAND_TOKEN: server.token });
  expect(ended.status, ended.stderr).toBe(0);
  return ended;
}

interface Held {
  readonly images: readonly {
    readonly digest: string;
    readonly reference: string;
    readonly in_use: boolean;
  }[];
  readonly slugs: readonly { readonly slug: string; readonly in_use: boolean }[];
}

const held = async () => JSON.parse((await errand('image:list', '--json')).stdout) as Held;
const pruned = async () =>
  JSON.parse((await errand('image:prune', '--keep-hours', '0', '--json')).stdout) as Held;
const digestOf = (name: string) => digestsOf(layout(name)).manifest;
const layers = () => readdirSync(join(server.home, 'images/oci/layers')).length;

describe('images and slugs that nobody uses', () => {
  test('what is deployed is in use, and stays when all else is removed', async () => {
    await deploy('one');
    const { images, slugs } = await held();
    expect(images).toMatchObject([{ digest: digestOf('image'), in_use: true }]);
    expect(slugs).toHaveLength(2);
    expect(slugs.every(({ in_use }) => in_use)).toBe(true);
    expect(await pruned()).toEqual({ images: [], slugs: [] });
    expect(await look()).toBe('this is the sample image\none');
  });

  test('slugs of a former deployment stay for a while, and go when told to', async () => {
    const names = ({ slugs }: Held) => slugs.map(({ slug }) => slug).sort();
    const before = names(await held());
    await deploy('two');
    const after = await held();
    expect(names(after)).toEqual(expect.arrayContaining(before));
    const former = after.slugs.filter(({ in_use }) => !in_use).map(({ slug }) => slug);
    expect(former).not.toEqual([]);
    expect(before).toEqual(expect.arrayContaining(former));
    expect(names(await pruned())).toEqual(former);
    expect(await look()).toBe('this is the sample image\ntwo');
    const mounted = mountPoints().filter((path) => former.some((slug) => path.endsWith(slug)));
    expect(mounted).toEqual([]);
  });

  test('an image that was pulled and never used goes with its layers', async () => {
    const { stderr } = await errand('image:pull', `${registry.host}/team/other:1`);
    expect(stderr).toContain(`${registry.host}/team/other:1 is there (${digestOf('other').slice(0, 19)})`);
    expect((await held()).images.map(({ digest }) => digest)).toContain(digestOf('other'));
    const before = layers();
    expect((await pruned()).images).toMatchObject([{ digest: digestOf('other') }]);
    expect(layers()).toBeLessThan(before);
    expect(await look()).toBe('this is the sample image\ntwo');
  });

  test('a tag that is told to update changes the next push, and the former image goes after it', async () => {
    registry.push(layout('newer'), 'team/php:8.5');
    await errand('image:pull', 'php:8.5', '--update');
    expect(await look()).toBe('this is the sample image\ntwo');
    await deploy('three');
    expect(await look()).toBe('a newer image\nthree');
    expect((await pruned()).images).toMatchObject([{ digest: digestOf('image') }]);
    expect(await look()).toBe('a newer image\nthree');
    const { stdout } = await errand('image:list');
    expect(stdout).toContain(`${registry.host}/team/php:8.5`);
    expect(stdout).toMatch(/SLUG +SIZE/);
  });

  test('what is no image is told', async () => {
    const settings = { ERRAND_API_URL: server.apiUrl, ERRAND_TOKEN: server.token };
    const ended = await runErrand(['image:pull', 'Not An Image'], settings);
    expect(ended.status).toBe(2);
    expect(ended.stderr).toContain('no reference of an image');
  });
});
