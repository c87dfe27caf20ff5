/**
 * What the language has and this server does not act upon yet. Whoever builds one of these takes its line away;
 * an empty table is the aim. `only` and `except` narrow a line to some values,
 * `exceptKeys` one that ends in `*` to some keys.
 */
export interface NotActedUpon {
  readonly at: string;
  /** What the author must know: what does not happen. */
  readonly effect: string;
  readonly only?: readonly unknown[];
  readonly except?: readonly unknown[];
  readonly exceptKeys?: readonly string[];
}

const noShell = 'There is no shell in a container to have access to.';
const sameSize = 'Every container has 1 CPU and 512 MiB of memory.';
const runtimeKeeps = 'The runtime keeps its own setting.';

export const notActedUpon: readonly NotActedUpon[] = [
  { at: 'applications.*.source.operations', effect: 'They cannot be run.' },
  { at: 'applications.*.runtime.*', exceptKeys: ['sandbox'], effect: runtimeKeeps },
  { at: 'applications.*.container_profile', effect: sameSize },
  { at: 'applications.*.operations', effect: 'They cannot be run.' },
  { at: 'applications.*.preflight', effect: 'No such checks are made.' },
  { at: 'applications.*.access', effect: noShell },
  { at: 'applications.*.firewall', effect: 'Outbound connections are not limited.' },

  {
    at: 'applications.*.web.upstream.protocol',
    effect: 'Requests come as HTTP.',
    except: ['http', 'fastcgi'],
  },
  { at: 'applications.*.web.access', effect: noShell },

  { at: 'applications.*.workers.*.access', effect: noShell },
  { at: 'applications.*.workers.*.container_profile', effect: sameSize },
  { at: 'applications.*.workers.*.firewall', effect: 'Outbound connections are not limited.' },

  { at: 'tasks.*.runtime.*', exceptKeys: ['sandbox'], effect: runtimeKeeps },
  { at: 'tasks.*.container_profile', effect: sameSize },

  { at: 'services.*.container_profile', effect: 'Its CPU and memory are what its type needs.' },
  { at: 'services.*.firewall', effect: 'A service reaches only what it has a relationship to.' },

  { at: 'routes.*.tls.client_authentication', effect: 'Clients are not asked for a certificate.' },
  { at: 'routes.*.tls.client_certificate_authorities', effect: 'Clients are not asked for a certificate.' },
  { at: 'routes.*.cache', effect: 'Nothing is cached.' },
  { at: 'routes.*.ssi', effect: 'Includes are left as they are.' },
];
