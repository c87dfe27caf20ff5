import { type ClientCall, main, started } from './client-call.ts';

const next = `${main}/deployments/next`;
const one = { cpu: 1, memory: 512, cpu_type: 'shared' };
const size = (disk: number | null) => ({
  profile_size: '1',
  minimum: { ...one, disk, profile_size: '1' },
  default: { ...one, disk, profile_size: '1' },
});

/** Sizes of containers. */
export const resourceCalls: readonly ClientCall[] = [
  {
    client: 'upsun resources:get, resources:set (whether sizes can be set)',
    method: 'GET',
    path: '/projects/shop/settings',
    status: 200,
    reads: { sizing_api_enabled: true },
  },
  {
    client: 'upsun resources:get',
    method: 'GET',
    path: next,
    status: 200,
    reads: {
      project_info: { capabilities: { instance_limit: 1 } },
      container_profiles: {
        WORKLOAD: { 1: one },
        POSTGRESQL: { 1: { cpu: 1, memory: 1408, cpu_type: 'shared' } },
      },
      webapps: {
        web: {
          type: 'nodejs:24',
          container_profile: 'WORKLOAD',
          resources: size(512),
          disk: 512,
          instance_count: 1,
        },
      },
      workers: { 'web--mail': { container_profile: 'WORKLOAD', resources: size(null), disk: null } },
      services: {
        db: {
          container_profile: 'POSTGRESQL',
          resources: { profile_size: '1', minimum: { disk: 1024 }, default: { disk: 1024 } },
          disk: 1024,
        },
      },
      tasks: { report: { container_profile: 'WORKLOAD', resources: size(null) } },
    },
  },
  {
    client: 'upsun resources:set --disk db:2048',
    follows: { from: next, rel: '#edit' },
    method: 'PATCH',
    path: next,
    body: { services: { db: { disk: 2048 } } },
    status: 200,
    reads: started('environment.resources.update'),
  },
  {
    client: 'upsun resources:set (limits of the organization)',
    follows: { from: '/organizations/01ERRAND000000000000000000', rel: 'profile' },
    method: 'GET',
    path: '/organizations/01ERRAND000000000000000000/profile',
    status: 200,
    reads: { id: '01ERRAND000000000000000000', resources_limit: null },
  },
  {
    client: 'SDK resources.set',
    method: 'PATCH',
    path: next,
    body: {
      webapps: {},
      services: { db: { disk: 2048, instance_count: 1, resources: { profile_size: '1' } } },
      workers: {},
    },
    status: 200,
    reads: started('environment.resources.update'),
  },
];
