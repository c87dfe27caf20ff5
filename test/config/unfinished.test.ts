import { expect, it } from 'vitest';
import { fixture, parse, task, warnings } from './expectations.ts';

const application = (keys: string) => `applications:\n  web:\n    type: nodejs:24\n${keys}`;

it('has nothing to say of what is acted upon', () => {
  const text = `
applications:
  api: {type: "nodejs:24", source: {root: api}}
  web:
    type: nodejs:24
    source: {root: web}
    relationships: {api: "api:http"}
    web:
      commands: {start: node server.js}
      upstream: {socket_family: tcp}
      locations: {"/": {passthru: true}}
    hooks: {build: npm ci}
    variables: {env: {A: 1}}
    authorizations: [{type: task, resource: report, action: operate}, {type: env, action: view}]
    additional_hosts: {a.test: 192.0.2.1}
    timezone: Europe/Paris
tasks:
  report:
    type: nodejs:24
    source: {root: report}
    run: {command: node report.js, timeout: 60}
    relationships: {web: "web:http"}
    hooks: {build: npm ci, deploy: ./ready}
    variables: {env: {A: 1}}
    authorizations: [{type: env, action: view}]
    mounts: {a: {source: instance}, b: {source: tmp}, c: {source: temporary}}
    additional_hosts: {a.test: 192.0.2.1}
    timezone: Europe/Paris
routes:
  https://{default}/: {type: upstream, upstream: "web:http", primary: true}
  https://{default}/api: {upstream: "api:http"}
`;
  expect(parse(text).problems).toEqual([]);
});

it('takes services and mounts of every source', () => {
  const mounts =
    '    mounts: {a: {source: storage}, b: {source: service, service: files}, c: {source: local}}\n';
  const services = 'services:\n  db: {type: "redis:8.0"}\n  files: {type: "network-storage:1.0"}\n';
  expect(warnings(`${application(mounts)}${services}`)).toEqual([]);
});

it.each([
  'operations: {clear: {commands: {start: x}}}',
  'firewall: {outbound: [{ports: [443]}]}',
  'container_profile: BALANCED',
])('warns of `%s` at its key', (keys) => {
  const [key] = keys.split(':');
  expect(warnings(application(`    ${keys}\n`))).toEqual([`4:5 not_acted_upon applications.web.${key}`]);
});

it.each(['firewall: {outbound: [{ports: [443]}]}', 'access: {ssh: viewer}', 'container_profile: BALANCED'])(
  'warns of `%s` of a worker, too',
  (keys) => {
    const [key] = keys.split(':');
    const worker = `    workers:\n      queue:\n        commands: {start: x}\n        ${keys}\n`;
    const path = `applications.web.workers.queue.${key}`;
    expect(warnings(application(worker))).toEqual([`7:9 not_acted_upon ${path}`]);
  },
);

it('says what does not happen', () => {
  const { problems } = parse(application('    operations: {clear: {commands: {start: x}}}\n'));
  expect(problems[0]?.message).toBe('`operations` is not acted upon yet. They cannot be run.');
});

it('has nothing to say of a key that asks for nothing', () => {
  expect(warnings(`${application('    workers: {}\n    hooks: {deploy: }\n')}services:\n`)).toEqual([]);
});

it('warns of no runtime of a stack, and not of dependencies', () => {
  expect(warnings(`${task}    stack: [php@8.5]\n    dependencies: {python3: {uv: "*"}}\n`)).toEqual([]);
});

it('warns of settings of the runtime, but for the sandbox', () => {
  const text = `${task}    runtime: {sandbox: true, extensions: [redis], quarkus: {native: true}, xdebug: }\n`;
  expect(warnings(text)).toEqual([
    '6:30 not_acted_upon tasks.report.runtime.extensions',
    '6:51 not_acted_upon tasks.report.runtime.quarkus',
  ]);
});

it('warns of a route to a service and leaves it out of the definition', () => {
  const { definition, problems } = parse(fixture('shop'));
  expect(problems.map((problem) => problem.path)).toContain('routes["https://{default}/"].upstream');
  expect(Object.keys(definition?.routes ?? {})).toEqual(['https://api.{default}/', 'http://{default}/']);
});
