import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRegistry, registryUser, type TestRegistry } from '../support/registry.ts';
import { makeLayout, makeTree } from '../support/sample-image.ts';
import { openServer, type TestServer } from '../support/server.ts';

let directory: string;
let registry: TestRegistry;
let server: TestServer;

const layout = (name: string) => join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'errand-journey-images-'));
  makeTree(layout('tree'));
  makeLayout(layout('image'), [{ tree: layout('tree') }], ['--config.env', 'FROM_IMAGE=yes']);
  makeLayout(layout('newer'), [{ 'etc/sample': 'a newer image\n' }], [], layout('image'));
  registry = await openRegistry({ withLogin: true });
  registry.push(layout('image'), 'team/php:8.5');
  server = await openServer({
    settings: `
images:
  types:
    php:8.5: ${registry.host}/team/php:8.5
  registries:
    ${registry.host}: { tls: false, username: ${registryUser.username}, password: "${registryUser.password}" }
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
    web: { locations: { /: { root: "", scripts: false } } }
tasks:
  look:
    type: "php:8.5"
    hooks:
      build: "cat /etc/sample >built-on.txt"
    run: { command: 'eval "$SCRIPT"' }
`;

const deploy = (readme: string) => server.deploy({ '.upsun/config.yaml': config, 'readme.txt': readme });

async function look(script: string): Promise<string> {
  const { activity, log } = await server.run('look', { SCRIPT: script });
  expect(activity.result, log).toBe('success');
  return log.split('\n').slice(1).join('\n').trim();
}

describe('a task of an image from a registry', () => {
  test('is pulled, built and run in it, as web', async () => {
    const deployed = await deploy('one');
    expect(deployed.activity, deployed.log).toMatchObject({ result: 'success' });
    expect(deployed.log).toContain(`Pulling image ${registry.host}/team/php:8.5 (sha256:`);
    expect(deployed.log).not.toContain(registryUser.password);
    expect(await look('cat /etc/sample built-on.txt; id -un; echo $FROM_IMAGE; echo $HOME')).toBe(
      'this is the sample image\nthis is the sample image\nweb\nyes\n/app',
    );
  });

  test('its files keep their owners inside, and its root is read-only', async () => {
    const owners = 'stat -c %u /var/lib/secret /var/lib/secret/of-web; cat /var/lib/secret/of-web';
    expect(await look(owners)).toBe('0\n10000\nfor web alone');
    const writes = 'for to in / /usr /etc /var/lib/secret; do touch $to/x 2>/dev/null || echo no; done';
    expect(await look(writes)).toBe('no\nno\nno\nno');
  });

  test('trusts the API of this server (T18), and shows nothing of the machine', async () => {
    const authority = 'cat /etc/ssl/errand-ca.pem | { read first; echo $first; }';
    expect(await look(authority)).toBe('-----BEGIN CERTIFICATE-----');
    expect(await look('ls /usr/bin | { while read name; do echo $name; done; } | cat')).toBe(
      'cat\nid\nls\nstat\ntouch',
    );
  });

  test('a tag that moved changes nothing until told to update', async () => {
    registry.push(layout('newer'), 'team/php:8.5');
    await deploy('two');
    expect(await look('cat /etc/sample')).toBe('this is the sample image');
  });
});
