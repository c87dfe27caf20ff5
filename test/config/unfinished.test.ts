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

it('warns of a service, which is not started', () => {
  expect(warnings(`${application('')}services:\n  db: {type: "redis:8.0"}\n`)).toEqual([
    '5:3 not_acted_upon services.db',
  ]);
});

it.each([
  'workers: {queue: {commands: {start: x}}}',
  'crons: {nightly: {spec: "0 2 * * *", commands: {start: x}}}',
  'mounts: {data: {source: storage}}',
  'operations: {clear: {commands: {start: x}}}',
  'firewall: {outbound: [{ports: [443]}]}',
  'container_profile: BALANCED',
])('warns of `%s` at its key', (keys) => {
  const [key] = keys.split(':');
  expect(warnings(application(`    ${keys}\n`))).toEqual([`4:5 not_acted_upon applications.web.${key}`]);
});

it('says what does not happen', () => {
  const { problems } = parse(application('    hooks: {deploy: ./migrate}\n'));
  expect(problems[0]?.message).toBe('`deploy` is not acted upon yet. It is not run.');
});

it('has nothing to say of a key that asks for nothing', () => {
  expect(warnings(`${application('    workers: {}\n    hooks: {deploy: }\n')}services:\n`)).toEqual([]);
});

it('warns of files that a location would serve, not of requests that it passes on', () => {
  const text = application(
    '    web:\n      locations:\n        "/": {passthru: true}\n        "/static": {root: public}\n',
  );
  expect(warnings(text)).toEqual(['7:21 not_acted_upon applications.web.web.locations["/static"].root']);
});

it('warns of mounts that would last', () => {
  const text = `${task}    mounts:\n      data: {source: storage, service: web}\n      cache: {source: tmp}\n`;
  expect(warnings(text)).toEqual(['7:14 not_acted_upon tasks.report.mounts.data.source']);
  expect(parse(text).problems[0]?.message).toBe(
    '`source: storage` is not acted upon yet. The folder is not mounted.',
  );
});

it('warns of the stack and the dependencies of a task, and accepts both', () => {
  const text = `${task}    stack: [php@8.5]\n    dependencies: {python3: {uv: "*"}}\n`;
  expect(warnings(text)).toEqual([
    '6:5 not_acted_upon tasks.report.stack',
    '7:5 not_acted_upon tasks.report.dependencies',
  ]);
});

it('warns of routes that redirect, and of those to other hosts', () => {
  const routes =
    'routes:\n  https://www.{default}/: {upstream: "web:http"}\n  http://{default}/: {type: redirect, to: x}\n';
  expect(warnings(application(routes))).toEqual([
    '5:3 not_acted_upon routes["https://www.{default}/"]',
    '6:23 not_acted_upon routes["http://{default}/"].type',
  ]);
});

it('warns of a route to a service and leaves it out of the definition', () => {
  const { definition, problems } = parse(fixture('shop'));
  expect(problems.map((problem) => problem.path)).toContain('routes["https://{default}/"].upstream');
  expect(Object.keys(definition?.routes ?? {})).toEqual(['https://api.{default}/', 'http://{default}/']);
});
