/**
 * What the language has and this server does not act upon yet. Whoever builds one of these takes its line away;
 * an empty table is the aim. `only` and `except` narrow a line to some values.
 */
export interface NotActedUpon {
  readonly at: string;
  /** What the author must know: what does not happen. */
  readonly effect: string;
  readonly only?: readonly unknown[];
  readonly except?: readonly unknown[];
}

const lasting = ['storage', 'local', 'service'];

export const notActedUpon: readonly NotActedUpon[] = [
  { at: 'services.*', effect: 'The service is not started, and relationships to it stay empty.' },

  { at: 'applications.*.stack', effect: 'Its packages are not installed.' },
  { at: 'applications.*.source.operations', effect: 'They cannot be run.' },
  { at: 'applications.*.mounts', effect: 'The folders are not mounted.' },
  { at: 'applications.*.workers', effect: 'They are not started.' },
  { at: 'applications.*.crons', effect: 'They are not run.' },
  { at: 'applications.*.hooks.deploy', effect: 'It is not run.' },
  { at: 'applications.*.hooks.post_deploy', effect: 'It is not run.' },
  { at: 'applications.*.build.flavor', effect: 'Only the build hook is run.', except: ['none'] },
  { at: 'applications.*.dependencies', effect: 'They are not installed.' },
  { at: 'applications.*.runtime', effect: 'The runtime keeps its own settings.' },
  { at: 'applications.*.container_profile', effect: 'Resources are what the API sets.' },
  { at: 'applications.*.operations', effect: 'They cannot be run.' },
  { at: 'applications.*.preflight', effect: 'No such checks are made.' },
  { at: 'applications.*.access', effect: 'The roles of the project decide.' },
  { at: 'applications.*.firewall', effect: 'Outbound connections are not limited.' },

  { at: 'applications.*.web.commands.pre_start', effect: 'It is not run.' },
  { at: 'applications.*.web.commands.post_start', effect: 'It is not run.' },
  {
    at: 'applications.*.web.upstream.socket_family',
    effect: 'Requests come over TCP, to `$PORT`.',
    except: ['tcp'],
  },
  { at: 'applications.*.web.upstream.protocol', effect: 'Requests come as HTTP.', except: ['http'] },
  { at: 'applications.*.web.mounts', effect: 'The folders are not mounted.' },
  { at: 'applications.*.web.access', effect: 'The roles of the project decide.' },
  ...['root', 'expires', 'scripts', 'index', 'allow', 'headers', 'rules', 'request_buffering'].map((key) => ({
    at: `applications.*.web.locations.*.${key}`,
    effect: 'Every request goes to the application.',
  })),
  {
    at: 'applications.*.web.locations.*.passthru',
    effect: 'Every request goes to the application.',
    except: [true],
  },

  { at: 'tasks.*.stack', effect: 'Its packages are not installed.' },
  { at: 'tasks.*.dependencies', effect: 'They are not installed.' },
  { at: 'tasks.*.runtime', effect: 'The runtime keeps its own settings.' },
  { at: 'tasks.*.container_profile', effect: 'Resources are what the API sets.' },
  { at: 'tasks.*.mounts.*.source', effect: 'The folder is not mounted.', only: lasting },

  { at: 'routes.*.type', effect: 'The URL answers 404.', only: ['redirect'] },
  { at: 'routes.*.redirects', effect: 'Every path goes to the application.' },
  { at: 'routes.*.tls', effect: 'The server’s own TLS settings hold.' },
  { at: 'routes.*.cache', effect: 'Nothing is cached.' },
  { at: 'routes.*.ssi', effect: 'Includes are left as they are.' },
];

/** Routes to other hosts than the environment's own are not acted upon yet. */
export const routedUrl = /^https?:\/\/\{default\}(\/|$)/;
