import type { ServiceConfiguration, ServiceKind, ServiceTarget } from '../service-kind.ts';
import { serviceFolder } from '../service-script.ts';

const port = 8080;

/** `app_backend` and so on: a backend per relationship, under the names that the original gives them. */
function backend({ relationship, host, port: targetPort }: ServiceTarget): string {
  return `backend ${relationship.replaceAll('-', '_')}_backend { .host = "${host}"; .port = "${targetPort}"; }\n`;
}

const textOf = ({ vcl }: ServiceConfiguration) => (typeof vcl === 'string' ? vcl : null);

/** The project's VCL calls `<relationship>.backend()`; what it says of versions and imports has to stay in front. */
function program(configuration: ServiceConfiguration, targets: readonly ServiceTarget[]): string {
  const named = targets.map(({ relationship }) => relationship.replaceAll('-', '_'));
  const directors = named.map(
    (name) => `  new ${name} = directors.round_robin();\n  ${name}.add_backend(${name}_backend);\n`,
  );
  const [first] = named;
  const own = textOf(configuration) ?? `sub vcl_recv {\n  set req.backend_hint = ${first}.backend();\n}\n`;
  return `vcl 4.1;
import directors;
${targets.map(backend).join('')}sub vcl_init {
${directors.join('')}}
${own.replace(/^\s*vcl\s+4\.\d\s*;/m, '').replaceAll(/^\s*import\s+directors\s*;/gm, '')}
`;
}

/** https://docs.upsun.com/add-services/varnish.html */
export const varnish: ServiceKind = {
  types: ['varnish'],
  image: (version) => `docker.io/library/varnish:${version}`,
  debian: { package: 'varnish', path: '/usr/sbin/varnishd', versionArgument: '-V' },
  diskMiB: null,
  memoryMiB: 1088,
  graceSeconds: 10,
  endpoints: () => ({ http: { rel: 'http', scheme: 'http', port } }),
  problems(configuration) {
    return configuration.vcl === undefined || textOf(configuration) !== null
      ? []
      : ['`vcl` must be text: the program itself, or `!include` with `type: string`.'];
  },
  container: ({ configuration, targets, memoryMiB }) => ({
    start: `PATH="$PATH:/usr/sbin"
mkdir -p /tmp/varnish
serve TERM varnishd -F -a 0.0.0.0:${port} -f ${serviceFolder}/main.vcl -s malloc,${Math.floor(memoryMiB * 0.7)}m -n /tmp/varnish -j none
`,
    files: { 'main.vcl': program(configuration, targets) },
    environment: {},
    prepare: null,
  }),
};
