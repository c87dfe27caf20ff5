import { describe, expect, it } from 'vitest';
import { fixture, parse } from '../expectations.ts';

const shop = parse(fixture('shop')).definition?.applications.shop;

it('has the hooks, the flavor and the commands', () => {
  expect(shop).toMatchObject({
    buildHook: 'make',
    deployHook: './migrate',
    postDeployHook: './notify',
    buildFlavor: 'composer',
    web: {
      preStart: './warm-up',
      start: null,
      postStart: './ready',
      socketFamily: 'unix',
      protocol: 'fastcgi',
    },
  });
});

it('replaces the older names of mount sources, and names the folder after the mount', () => {
  expect(shop?.mounts).toEqual({
    'web/uploads': { source: 'storage', sourcePath: 'uploads', service: null },
    'var/cache': { source: 'storage', sourcePath: 'var/cache', service: null },
    shared: { source: 'service', sourcePath: 'shop', service: 'files' },
    '/tmp': { source: 'tmp', sourcePath: 'tmp', service: null },
  });
});

it('has crons with their defaults', () => {
  const text =
    'applications: {web: {type: "php:8.5", crons: {a: {spec: "H * * * *", commands: {start: x}}}}}\n';
  expect(parse(text).definition?.applications.web?.crons.a).toEqual({
    spec: 'H * * * *',
    start: 'x',
    stop: null,
    shutdownTimeoutSeconds: 10,
    timeoutSeconds: 86_400,
  });
});

it('has operations that contributors may run unless it says otherwise', () => {
  const text = 'applications: {web: {type: "php:8.5", operations: {a: {commands: {start: x}}}}}\n';
  expect(parse(text).definition?.applications.web?.operations.a).toEqual({ start: 'x', role: 'contributor' });
});

describe('a worker', () => {
  it('has what it says itself', () => {
    expect(shop?.workers.queue).toMatchObject({
      name: 'queue',
      start: 'php artisan queue:work',
      variables: { env: { QUEUE: 'high' } },
      timezone: 'UTC',
    });
  });

  it('has from its application what it does not say', () => {
    expect(shop?.workers.queue?.mounts).toEqual(shop?.mounts);
    expect(shop?.workers.queue?.relationships).toEqual(shop?.relationships);
  });
});

it('takes what `web` says of its container before what it says itself', () => {
  const text = `
applications:
  web:
    type: nodejs:24
    timezone: UTC
    variables: {env: {A: 1}}
    web: {variables: {env: {B: 2}}}
`;
  const { definition } = parse(text);
  expect(definition?.applications.web).toMatchObject({ variables: { env: { B: 2 } }, timezone: 'UTC' });
});
