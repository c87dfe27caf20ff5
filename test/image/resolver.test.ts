import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Image } from '../../src/image/image.ts';
import type { ImageSettings } from '../../src/image/image-settings.ts';
import { openImageResolver } from '../../src/image/resolver.ts';
import { openRegistry, type TestRegistry } from '../support/registry.ts';
import { digestsOf, makeLayout, makeTree } from '../support/sample-image.ts';

let registry: TestRegistry;
let directory: string;
let counter = 0;

const place = (name: string) => join(directory, name);
const sample = 'this is the sample image\n';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'errand-resolver-'));
  await chmod(directory, 0o711);
  registry = await openRegistry();
  makeTree(place('tree'));
  makeLayout(place('layout'), [{ tree: place('tree') }], ['--config.env', 'JAVA_HOME=/opt/java']);
  registry.push(place('layout'), 'library/python:3.77');
  registry.push(place('layout'), 'team/own:1');
});

afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

/** A resolver with a folder of its own; the registry of the test stands for Docker Hub. */
function open(changes: Partial<ImageSettings> = {}, home = place(`home-${counter++}`)) {
  return openImageResolver({
    types: {},
    registry: registry.host,
    prefer: 'registry',
    fallback: 'none',
    access: { registries: { [registry.host]: { tls: false } }, authFile: null },
    ...changes,
    directory: join(home, 'images'),
    runtimeDirectory: join(home, 'run'),
    authorityPem: '',
  });
}

async function sampleOf(image: Image): Promise<string> {
  const etc = image.rootfs.binds.find(({ destination }) => destination === '/etc');
  return readFile(join(etc?.source ?? '', 'sample'), 'utf8');
}

const hostPython = () =>
  execFileSync('/usr/bin/python3', ['--version'], { encoding: 'utf8' }).trim().replace('Python ', '');

describe('a type', () => {
  test('is the usual image of a registry, by digest, with what the image sets', async () => {
    const image = await (await open()).resolve('python:3.77');
    const { manifest } = digestsOf(place('layout'));
    expect(image.reference).toBe(`${registry.host}/library/python:3.77@${manifest}`);
    expect(image.environment).toEqual({ JAVA_HOME: '/opt/java' });
    expect(await sampleOf(image)).toBe(sample);
  });

  test('is the runtime of the machine where the registry has none of that version', async () => {
    const [major = '', minor = ''] = hostPython().split('.');
    const image = await (await open()).resolve(`python:${major}.${minor}`);
    expect(image.reference).toMatch(new RegExp(`^python ${hostPython()} on `));
  });

  test("is the machine's own before the registry's where the operator prefers that", async () => {
    const asked = registry.requests.length;
    const [major = ''] = hostPython().split('.');
    const image = await (await open({ prefer: 'machine' })).resolve(`python:${major}`);
    expect(image.reference).toMatch(/^python 3\.\d+\.\d+ on /);
    expect(registry.requests).toHaveLength(asked);
  });

  test('that nobody has is told with what was tried and three ways to mend it', async () => {
    const failed = (await open()).resolve('python:9.9');
    await expect(failed).rejects.toMatchObject({ code: 'image_unavailable' });
    await expect(failed).rejects.toThrow(/library\/python:9\.9.*\n.*\/usr\/bin\/python3 of this machine/);
    await expect(failed).rejects.toThrow(/1\. name an image.*\n {2}2\. .*\n {2}3\. change the type/);
  });

  test('is the nearest version where that is allowed, with a warning', async () => {
    const lines: string[] = [];
    const resolver = await open({ fallback: 'nearest' });
    await resolver.resolve('python:3.77');
    const image = await resolver.resolve('python:3.78', { log: (line) => lines.push(line) });
    expect(image.reference).toContain('/library/python:3.77@');
    expect(lines).toEqual([
      expect.stringMatching(/^Warning: python:3\.78 is not to be had; .*python:3\.77@/),
    ]);
    const old = await resolver.resolve('python:2.7');
    expect(old.reference).toMatch(/^python 3\./);
  });

  test('composable is told why it cannot be', async () => {
    await expect((await open()).resolve('composable:25.11')).rejects.toThrow(/Nix/);
  });

  test('does not wait for a registry out of reach', async () => {
    const resolver = await open({ registry: '127.0.0.1:1' });
    await expect(resolver.resolve('python:9.9')).rejects.toThrow('127.0.0.1:1 is not in reach');
  });
});

describe('several runtimes', () => {
  const node = `nodejs:${process.versions.node}`;

  test('are one image of the machine’s own programs, and the same again by its reference', async () => {
    const resolver = await open();
    const [version = ''] = /^\d+\.\d+/.exec(hostPython()) ?? [];
    const { image, missing } = await resolver.resolveTogether('composable:25.11', [
      `python:${version}`,
      node,
    ]);
    expect(missing).toEqual([]);
    expect(image.reference).toMatch(
      new RegExp(`^python ${hostPython()} \\+ nodejs ${process.versions.node} on `),
    );
    const sources = image.rootfs.binds.map(({ destination }) => destination);
    expect(new Set(sources).size).toBe(sources.length);
    const again = await (await open()).resolveBuilt(['python:9', node], image.reference);
    expect([again.reference, again.pathPrefix]).toEqual([image.reference, image.pathPrefix]);
  });

  test('are the first one’s image where they cannot be together, and the others are told', async () => {
    const { image, missing } = await (await open()).resolveTogether('composable:25.11', [
      'python:3.77',
      node,
    ]);
    expect(image.reference).toContain('/library/python:3.77@');
    expect(missing).toEqual([node]);
    const absent = await (await open()).resolveTogether('x', ['python:3.77', 'rust:0.1']);
    expect(absent.missing).toEqual(['rust:0.1']);
  });

  test('are not asked for where the operator named an image for the whole', async () => {
    const resolver = await open({ types: { 'composable:25.11': place('tree') } });
    const { image, missing } = await resolver.resolveTogether('composable:25.11', ['python:9.9', node]);
    expect([await sampleOf(image), missing]).toEqual([sample, []]);
  });
});

describe('an image named by the operator', () => {
  test('may be a reference', async () => {
    const resolver = await open({ types: { 'ruby:3.4': `${registry.host}/team/own:1` } });
    expect(await sampleOf(await resolver.resolve('ruby:3.4'))).toBe(sample);
  });

  test('may be the folder of a root filesystem, or an OCI layout', async () => {
    const resolver = await open({ types: { ruby: place('tree'), php: place('layout') } });
    const ruby = await resolver.resolve('ruby:3.4');
    expect(await sampleOf(ruby)).toBe(sample);
    expect(await sampleOf(await resolver.resolve('php:8.5'))).toBe(sample);
    await writeFile(place('tree/etc/sample'), 'this is another image\n');
    const changed = await resolver.resolve('ruby:3.4');
    await writeFile(place('tree/etc/sample'), sample);
    expect(changed.reference).not.toBe(ruby.reference);
    expect(await sampleOf(changed)).toBe('this is another image\n');
  });

  test('may be an archive of files, or one of an image', async () => {
    execFileSync('tar', ['-czf', place('files.tar.gz'), '-C', place('tree'), '.']);
    execFileSync('skopeo', [
      '--insecure-policy',
      'copy',
      '--quiet',
      `oci:${place('layout')}:image`,
      `oci-archive:${place('image.tar')}:image`,
    ]);
    const resolver = await open({
      types: { ruby: place('files.tar.gz'), 'php:8.5': place('image.tar') },
    });
    for (const type of ['ruby:3.4', 'php:8.5']) {
      const image = await resolver.resolve(type);
      expect(await sampleOf(image)).toBe(sample);
      expect((await resolver.resolve(type)).reference).toBe(image.reference);
    }
  });

  test('that is not there is told, and nothing else is taken', async () => {
    const resolver = await open({ types: { python: place('nowhere') } });
    await expect(resolver.resolve('python:3')).rejects.toThrow(
      /nowhere, named in the settings: it is not there/,
    );
  });
});

test('a slug runs on the image it was built with, whatever the type is by now', async () => {
  const home = place('home-built');
  const before = await open({ types: { php: `${registry.host}/team/own:1` } }, home);
  const { reference } = await before.resolve('php:8.5');
  const after = await open({ types: { php: place('tree') }, registry: null }, home);
  const asked = registry.requests.length;
  expect((await after.resolveBuilt(['php:8.5'], reference)).reference).toBe(reference);
  expect(registry.requests).toHaveLength(asked);
  expect((await after.resolve('php:8.5')).reference).not.toBe(reference);
  await after.store.records.remove(digestsOf(place('layout')).manifest);
  const later = await open({ registry: null }, home);
  expect((await later.resolveBuilt(['php:8.5'], reference)).rootfs.binds).not.toEqual([]);
});
