import { createServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openSeat } from '../../src/deploy/seat.ts';
import { openWorkloads } from '../../src/identity/workloads.ts';
import type { Attachment } from '../../src/network/network.ts';
import { listeningSocket } from '../../src/network/syscalls.ts';
import { type Machine, openMachine } from '../support/machine.ts';

let machine: Machine;
let attachment: Attachment;
let holder: Server;

beforeAll(async () => {
  machine = await openMachine();
});
afterAll(() => machine[Symbol.asyncDispose]());
beforeEach(async () => {
  attachment = await machine.environment.attach({ egress: false, permissions: [] });
  holder = createServer().listen({ fd: listeningSocket(attachment.namespace, '127.0.0.1', 8200) });
});

const nobody = { workloads: openWorkloads(), broker: () => undefined, hostedApi: () => undefined };
const request = {
  egress: false,
  permissions: [],
  http: null,
  project: 'shop',
  environment: 'main',
  workload: 'export',
  deployment: 'one',
  authorizations: [],
  rightsIn: () => [],
};
const seat = () => openSeat({ attach: async () => attachment }, request, nobody);

test('takes over an address of which the one before it is still letting go', async () => {
  const opening = seat();
  await delay(50);
  holder.close();
  await (await opening).close();
});

test('says which address is taken when nobody lets go of it, and leaves nothing open', async () => {
  await expect(seat()).rejects.toThrow('bind 127.0.0.1 port 8200: EADDRINUSE');
  holder.close();
});
