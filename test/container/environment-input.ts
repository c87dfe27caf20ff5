import type { RuntimeEnvironmentInput } from '../../src/container/environment.ts';
import { aTask } from './workloads.ts';

/** What a task of the least that a file can say runs with. */
export const input: RuntimeEnvironmentInput = {
  workload: aTask(),
  project: { id: 'abcdefghijklm', entropy: 'e'.repeat(56) },
  environment: { name: 'feature/x', machineName: 'feature-x-k3d2yqa', type: 'development' },
  treeId: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  relationships: {},
  routes: {},
  port: null,
  variables: [],
  pathPrefix: ['/opt/node/bin'],
  imageEnvironment: { JAVA_HOME: '/opt/java' },
};

/** The variables of any container under that input. */
export const base = {
  PYTHONUSERBASE: '/app/.global',
  PATH: '/app/.global/bin:/app/.global/vendor/bin:/app/.local/bin:/opt/node/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  JAVA_HOME: '/opt/java',
  HOME: '/app',
  USER: 'web',
  LOGNAME: 'web',
  SHELL: '/bin/sh',
  LANG: 'C.UTF-8',
  SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt',
  CURL_CA_BUNDLE: '/etc/ssl/certs/ca-certificates.crt',
  REQUESTS_CA_BUNDLE: '/etc/ssl/certs/ca-certificates.crt',
  NODE_EXTRA_CA_CERTS: '/etc/ssl/errand-ca.pem',
};

export const emptyObject = 'e30=';

export function decoded(text: string | undefined): unknown {
  return JSON.parse(Buffer.from(text ?? '', 'base64').toString());
}
