import type { ServiceKind } from '../service-kind.ts';
import { dataFolder, shellWord } from '../service-script.ts';

const port = 9200;
const heapShare = 0.5;

export interface SearchServer {
  readonly types: readonly string[];
  image(version: string): string;
  /** Where the image has the program. */
  readonly home: string;
  readonly program: string;
  readonly endpoint: string;
  readonly configurationFolderVariable: string;
  readonly heapVariable: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** Elasticsearch and its descendant OpenSearch: one node, its settings as options, a copy of its configuration to write to. */
export function searchServer(server: SearchServer): ServiceKind {
  const { home, program, endpoint } = server;
  const settings = {
    'discovery.type': 'single-node',
    'network.host': '0.0.0.0',
    'http.port': String(port),
    'path.data': `${dataFolder}/${program}`,
    'path.logs': '/tmp/logs',
    ...server.settings,
  };
  const options = Object.entries(settings).map(([name, value]) => shellWord(`-E${name}=${value}`));
  return {
    types: server.types,
    image: (version) => server.image(version),
    debian: null,
    diskMiB: 512,
    memoryMiB: 2400,
    graceSeconds: 60,
    endpoints: () => ({ [endpoint]: { rel: endpoint, scheme: 'http', port } }),
    container: ({ memoryMiB }) => {
      const heapMiB = Math.floor(memoryMiB * heapShare);
      return {
        start: `cp -r ${home}/config /tmp/config
serve TERM ${home}/bin/${program} ${options.join(' ')}
`,
        files: {},
        environment: {
          [server.configurationFolderVariable]: '/tmp/config',
          [server.heapVariable]: `-Xms${heapMiB}m -Xmx${heapMiB}m`,
        },
        prepare: null,
      };
    },
  };
}
