import type { ServiceKind } from '../service-kind.ts';

/** Nothing runs: its volume is mounted where a workload asks for it (https://docs.upsun.com/add-services/network-storage.html). */
export const networkStorage: ServiceKind = {
  types: ['network-storage'],
  image: () => '',
  debian: null,
  diskMiB: 256,
  memoryMiB: 0,
  graceSeconds: 0,
  endpoints: () => ({}),
  container: null,
};
