import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLinuxNetwork } from '../../src/network/linux-network.ts';
import type { EnvironmentNetwork, Network } from '../../src/network/network.ts';
import { recycledNetwork } from '../../src/network/recycled-network.ts';

let network: Network;
let environment: EnvironmentNetwork;

beforeAll(async () => {
  const instance = `r${(process.pid % 4096).toString(16).padStart(3, '0')}`;
  network = await openLinuxNetwork({ instance, pool: '10.214.0.0/16' });
  environment = await network.environment('project/main');
});
afterAll(async () => network.close());

const request = { egress: false, permissions: [{ to: '10.214.0.9', port: 80 }] };

test('the next container with the same request gets the namespace of one that is gone', async () => {
  const recycled = recycledNetwork(environment, 2);
  const first = await recycled.attach(request);
  const beside = await recycled.attach(request);
  expect(beside.address).not.toBe(first.address);
  await first.close();
  await first.close();
  const next = await recycled.attach(request);
  expect([next.namespace, next.address]).toEqual([first.namespace, first.address]);
  const another = await recycled.attach(request);
  expect([first.address, beside.address]).not.toContain(another.address);
  await Promise.all([beside.close(), next.close(), another.close()]);
  await recycled.close();
});

test('one that may reach something else gets another', async () => {
  const recycled = recycledNetwork(environment, 2);
  const first = await recycled.attach(request);
  await first.close();
  const other = await recycled.attach({ ...request, permissions: [{ to: '10.214.0.9', port: 81 }] });
  expect(other.namespace).not.toBe(first.namespace);
  const outside = await recycled.attach({ ...request, egress: true });
  expect([first.namespace, other.namespace]).not.toContain(outside.namespace);
  await other.close();
  await outside.close();
  await recycled.close();
});

test('no more are kept than is said, and none after the end; each gives its address back', async () => {
  const recycled = recycledNetwork(environment, 1);
  const three = await Promise.all([1, 2, 3].map(() => recycled.attach(request)));
  const [kept, surplus, late] = three;
  await kept?.close();
  await surplus?.close();
  expect([kept, surplus].map((one) => existsSync(one?.namespacePath ?? ''))).toEqual([true, false]);
  await recycled.close();
  await late?.close();
  const again = await Promise.all([1, 2, 3].map(() => environment.attach(request)));
  expect(again.map(({ address }) => address).sort()).toEqual(three.map(({ address }) => address).sort());
  await Promise.all(again.map((one) => one.close()));
});

test('one that could not be closed is closed by the next try, and by nobody kept', async () => {
  const tries: string[] = [];
  const attachment = (address: string, failures: number) => ({
    namespace: -1,
    namespacePath: '',
    address,
    async close() {
      tries.push(address);
      if (tries.filter((tried) => tried === address).length <= failures) throw new Error('nft is not there');
    },
  });
  const made = [attachment('kept', 0), attachment('stubborn', 1)];
  const recycled = recycledNetwork({ attach: async () => made.shift() ?? attachment('fresh', 0) }, 1);
  const [kept, stubborn] = [await recycled.attach(request), await recycled.attach(request)];
  await kept.close();
  await expect(stubborn.close()).rejects.toThrow('nft is not there');
  expect((await recycled.attach(request)).address).toBe('kept');
  await stubborn.close();
  await stubborn.close();
  expect(tries).toEqual(['stubborn', 'stubborn']);
  expect((await recycled.attach(request)).address).toBe('fresh');
});
