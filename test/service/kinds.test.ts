import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { serviceTypes } from '../../src/config/image-types.ts';
import { parseReference } from '../../src/image/reference.ts';
import { serviceKindOf, serviceKinds } from '../../src/service/kinds.ts';
import type { ServiceConfiguration, ServiceContext, ServiceKind } from '../../src/service/service-kind.ts';
import { dataFolder, serviceCommand, serviceFolder } from '../../src/service/service-script.ts';
import { serviceSecrets } from '../../src/service/service-secrets.ts';

/** A configuration that each type takes, where the empty one is none. */
const configurations: Readonly<Record<string, ServiceConfiguration>> = {
  'vault-kms': { endpoints: { signer: [{ policy: 'admin', key: 'orders', type: 'sign' }] } },
  solr: { cores: { products: {}, people: {} }, endpoints: { shop: { core: 'products' } } },
  varnish: { vcl: 'sub vcl_recv {\n  set req.backend_hint = app.backend();\n}\n' },
};

const context = (kind: ServiceKind, type: string): ServiceContext => ({
  serviceName: 'one',
  configuration: configurations[type] ?? {},
  version: '1.2.3',
  memoryMiB: kind.memoryMiB,
  diskMiB: 1024,
  targets: [{ relationship: 'app', host: '10.213.0.9', port: 80 }],
  secret: serviceSecrets('seed'),
});

const every = Object.entries(serviceTypes).map(([type, version]) => ({ type, version }));

function kindOf(type: string): ServiceKind {
  const kind = serviceKindOf(type);
  if (kind === null) throw new Error(`there is no kind for ${type}`);
  return kind;
}

describe.each(every)('$type', ({ type, version }) => {
  const kind = kindOf(type);

  test('is the kind of its type alone, and takes its configuration', () => {
    expect(serviceKinds.filter(({ types }) => types.includes(type))).toEqual([kind]);
    expect(kind.problems?.(configurations[type] ?? {}) ?? []).toEqual([]);
  });

  test.runIf(kind.container !== null)('has an image with a version', () => {
    const reference = parseReference(kind.image(version));
    expect(reference?.tag).toContain(version);
  });

  test.runIf(kind.container !== null)('has endpoints named as they are called, each with a port', () => {
    const endpoints = Object.entries(kind.endpoints(configurations[type] ?? {}));
    expect(endpoints.length).toBeGreaterThan(0);
    for (const [name, { rel, port, scheme }] of endpoints) {
      expect(rel).toBe(name);
      expect(port).toBeGreaterThan(0);
      expect(scheme).toMatch(/^[a-z]+$/);
    }
  });

  test.runIf(kind.container !== null)(
    'has scripts that a shell reads, and the same container for the same context',
    () => {
      const made = kind.container?.(context(kind, type));
      expect(kind.container?.(context(kind, type))).toEqual(made);
      for (const script of [serviceCommand(made?.start ?? ''), made?.prepare ?? '']) {
        expect(spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' }).stderr).toBe('');
      }
      expect(made?.start).toMatch(/^serve (TERM|INT|QUIT) \S/m);
    },
  );

  test.runIf(kind.container !== null && kind.diskMiB !== null)('keeps its data in the volume', () => {
    const made = kind.container?.(context(kind, type));
    const texts = [
      made?.start,
      ...Object.values(made?.files ?? {}),
      ...Object.values(made?.environment ?? {}),
    ];
    expect(texts.join('\n')).toContain(dataFolder);
  });

  test.runIf(kind.container !== null)('reads no file but those that it is given', () => {
    const made = kind.container?.(context(kind, type));
    const text = [
      made?.start,
      made?.prepare,
      ...Object.values(made?.files ?? {}),
      ...Object.values(made?.environment ?? {}),
    ].join('\n');
    const named = [...text.matchAll(new RegExp(`${serviceFolder}/(?!data)([\\w.-]+)`, 'g'))].map(
      ([, name = '']) => name,
    );
    for (const name of named)
      expect(Object.keys(made?.files ?? {}).map((file) => file.replace(/\.conf$/, ''))).toContain(
        name.replace(/\.conf$/, ''),
      );
  });
});

/** Endpoints, ports and accounts as the original's documentation gives them (wire.md sections 6.5 and 7). */
test.each([
  ['postgresql', 'postgresql', { scheme: 'pgsql', port: 5432, username: 'main', path: 'main' }],
  ['mariadb', 'mysql', { scheme: 'mysql', port: 3306, username: 'user', path: 'main' }],
  ['oracle-mysql', 'mysql', { scheme: 'mysql', port: 3306, username: 'user', path: 'main' }],
  ['redis', 'redis', { scheme: 'redis', port: 6379 }],
  ['valkey', 'valkey', { scheme: 'valkey', port: 6379 }],
  ['memcached', 'memcached', { scheme: 'memcached', port: 11211 }],
  ['rabbitmq', 'rabbitmq', { scheme: 'amqp', port: 5672, username: 'guest' }],
  ['opensearch', 'opensearch', { scheme: 'http', port: 9200 }],
  ['elasticsearch', 'elasticsearch', { scheme: 'http', port: 9200 }],
  ['kafka', 'kafka', { scheme: 'kafka', port: 9092 }],
  ['mongodb', 'mongodb', { scheme: 'mongodb', port: 27017, username: 'main', path: 'main' }],
  ['clickhouse', 'clickhouse', { scheme: 'clickhouse', port: 9000, username: 'main', path: 'main' }],
  ['influxdb', 'influxdb', { scheme: 'http', port: 8086 }],
  ['chrome-headless', 'http', { scheme: 'http', port: 9222 }],
  ['gotenberg', 'http', { scheme: 'http', port: 3000 }],
])('%s has the endpoint %s by default', (type, endpoint, expected) => {
  const [first] = Object.entries(kindOf(type).endpoints({}));
  expect(first?.[0]).toBe(endpoint);
  expect(first?.[1]).toMatchObject(expected);
});

test('a program that is ended by SIGTERM to the group gets the signal that it wants, and its exit code is kept', () => {
  const fixture = serviceCommand(
    'serve USR1 /bin/sh -c \'trap "echo asked; exit 7" USR1; trap "echo terminated; exit 8" TERM; echo up; while :; do sleep 0.05; done\'\n',
  );
  const script = `sh -c '${fixture.replaceAll("'", "'\\''")}' & pid=$!; sleep 0.5; kill -TERM $pid; wait $pid; echo status $?`;
  expect(spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout).toBe('up\nasked\nstatus 7\n');
});

describe('passwords', () => {
  test('are the same for a name, others for another name or seed, and need no quoting', () => {
    const [one, other] = [serviceSecrets('a'), serviceSecrets('b')];
    expect(one('x')).toBe(one('x'));
    expect(new Set([one('x'), one('y'), other('x')]).size).toBe(3);
    expect(one('x')).toMatch(/^[0-9a-f]{32}$/);
  });
});
