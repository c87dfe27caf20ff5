import { expect, test } from 'vitest';
import type { ContainerSpec } from '../../src/container/container-spec.ts';
import { planService } from '../../src/deploy/service-plan.ts';
import { supervise } from '../../src/deploy/supervision.ts';
import type { Container, Exit, FurtherCommand } from '../../src/engine/engine.ts';
import { serviceSecrets } from '../../src/service/service-secrets.ts';
import { serviceSpec } from '../../src/service/service-spec.ts';

const log = { info() {}, warn() {}, error() {} } as never;

/** An engine whose containers note further commands, and end when they are told to. */
function notingEngine() {
  const commands: FurtherCommand[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<Exit>();
  const container = {
    id: 'app-0',
    ended,
    start: async () => undefined,
    signal: async () => resolve({ kind: 'lost' } as never),
    remove: async () => undefined,
    execute: async (command: FurtherCommand) => commands.push(command) - 1,
  } as unknown as Container;
  return { commands, engine: { create: async () => container } as never };
}

test('post_start, and the set-up of a service, hide what their container hides', async () => {
  const { commands, engine } = notingEngine();
  const spec = { hostname: 'web', environment: {}, logPath: '/nowhere', hiddenTexts: ['a password'] };
  const supervision = supervise({
    engine,
    log,
    seat: { occupy: () => undefined } as never,
    spec: spec as unknown as ContainerSpec,
    idPrefix: 'app',
    beforeFirst: null,
    postStart: 'echo "$PASSWORD"',
    graceMilliseconds: 10,
    listens: null,
  });
  await supervision.ready;
  await supervision.stop();
  expect(commands).toMatchObject([{ command: 'echo "$PASSWORD"', hiddenTexts: ['a password'] }]);
});

test.each(['postgresql:17', 'mariadb:11.4', 'influxdb:2.7', 'mercure:0'])(
  'the container of %s hides every password that it is made with',
  async (type) => {
    const given: string[] = [];
    const secretOf = serviceSecrets('seed');
    const secret = (name: string) => {
      given.push(secretOf(name));
      return secretOf(name);
    };
    const image = {
      reference: 'image',
      version: type.split(':')[1],
      rootfs: {},
      pathPrefix: [],
      environment: {},
    };
    const parts = {
      services: { images: { resolve: async () => image }, records: { secretsOf: () => secret } },
      storage: { sizes: { serviceMiB: 256 } },
    };
    const definition = { name: 'db', type, configuration: {}, relationships: {} };
    const stored = { type, version: null };
    const surroundings = { addresses: new Map(), services: new Map() };
    const plan = await planService(
      parts as never,
      definition as never,
      stored as never,
      surroundings as never,
      undefined,
    );
    expect(given.length).toBeGreaterThan(0);
    expect(new Set(plan?.hiddenTexts)).toEqual(new Set(given));
    const spec = serviceSpec({ ...plan, ...image, files: {}, related: [], nameservers: [] } as never);
    expect(spec.hiddenTexts).toEqual(plan?.hiddenTexts);
  },
);
