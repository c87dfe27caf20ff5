import { expect, it } from 'vitest';
import type { StoredService } from '../../../src/service/stored-service.ts';
import { listAddresses } from '../../../src/store/addresses/list-addresses.ts';
import { setAddresses } from '../../../src/store/addresses/set-addresses.ts';
import { deleteService } from '../../../src/store/services/delete-service.ts';
import { listServiceContainers } from '../../../src/store/services/list-service-containers.ts';
import { listServices } from '../../../src/store/services/list-services.ts';
import { upsertService } from '../../../src/store/services/upsert-service.ts';
import { filledStore } from '../temporary-store.ts';

const service: StoredService = {
  project: 'shop',
  environment: 'main',
  name: 'db',
  type: 'postgresql:15',
  version: '15.18',
  image: 'postgresql 15.18 on debian 12',
  seed: 'sealed',
  containerId: 'service-1-0',
  fingerprint: 'abc',
  createdAt: new Date(1000),
  stoppedAt: null,
};

it('services come back as they were stored, and keep seed and birthday when they change', async () => {
  const { db } = await filledStore();
  await upsertService(db, service);
  const changed = {
    ...service,
    type: 'postgresql:16',
    containerId: 'service-1-1',
    stoppedAt: new Date(2000),
  };
  await upsertService(db, { ...changed, seed: 'another', createdAt: new Date(3000) });
  expect(await listServices(db, 'shop', 'main')).toEqual([changed]);
  expect(await listServices(db, 'shop', 'preview')).toEqual([]);
});

it('the containers of services that were not stopped are known', async () => {
  const { db } = await filledStore();
  await upsertService(db, service);
  await upsertService(db, { ...service, name: 'former', containerId: 'service-2-0', stoppedAt: new Date() });
  await upsertService(db, { ...service, name: 'files', containerId: null });
  expect(await listServiceContainers(db)).toEqual(new Set(['service-1-0']));
  await deleteService(db, service);
  expect(await listServiceContainers(db)).toEqual(new Set());
});

it('addresses are those of the last time', async () => {
  const { db } = await filledStore();
  await setAddresses(
    db,
    'shop',
    'main',
    new Map([
      ['db', '10.213.0.2'],
      ['web', '10.213.0.3'],
    ]),
  );
  await setAddresses(db, 'shop', 'main', new Map([['web', '10.213.0.4']]));
  expect(await listAddresses(db, 'shop', 'main')).toEqual(new Map([['web', '10.213.0.4']]));
  expect(await listAddresses(db, 'shop', 'preview')).toEqual(new Map());
});
