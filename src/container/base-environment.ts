import type { WorkloadDefinition } from '../config/definition.ts';
import { globalPackageVariables, globalProgramFolders } from './global-packages.ts';
import type { Phase } from './visible-variables.ts';

/** Where the slug is mounted (T12). */
export const applicationFolder = '/app';

/** The machine's certificate authorities and this server's own, in one file. */
export const certificateBundlePath = '/etc/ssl/certs/ca-certificates.crt';

/** This server's authority alone: Node.js adds it to the ones it brings along. */
export const serverCertificatePath = '/etc/ssl/errand-ca.pem';

const systemFolders: readonly string[] = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];

/** TLS to this server under `api.upsun.com` is trusted by curl, OpenSSL, Python and Node.js (T18). */
const trust: Readonly<Record<string, string>> = {
  SSL_CERT_FILE: certificateBundlePath,
  CURL_CA_BUNDLE: certificateBundlePath,
  REQUESTS_CA_BUNDLE: certificateBundlePath,
  NODE_EXTRA_CA_CERTS: serverCertificatePath,
};

/**
 * What any program expects to find, and every other source may override.
 *
 * HOME is `/app` as in the original, read-only at run time: mounts such as `.cache` below it are how projects keep
 * what tools write there. XDG_CACHE_HOME stays unset, else what a build put into `~/.cache` (Playwright's browsers)
 * would not be found. npm alone gets another folder, since it ends with an error where it cannot write its own.
 */
export function baseEnvironment(
  workload: WorkloadDefinition,
  pathPrefix: readonly string[],
  phase: Phase,
): Readonly<Record<string, string>> {
  return {
    PATH: [...new Set([...globalProgramFolders, ...pathPrefix, ...systemFolders])].join(':'),
    ...globalPackageVariables(workload),
    HOME: applicationFolder,
    USER: 'web',
    LOGNAME: 'web',
    SHELL: '/bin/sh',
    LANG: 'C.UTF-8',
    ...(workload.timezone === null ? {} : { TZ: workload.timezone }),
    ...(phase === 'runtime' && !keepsNpmFolder(workload) ? { npm_config_cache: '/tmp/.npm' } : {}),
    ...trust,
  };
}

function keepsNpmFolder(workload: WorkloadDefinition): boolean {
  return Object.keys(workload.mounts).some((path) => path.replaceAll(/^\/+|\/+$/g, '') === '.npm');
}
