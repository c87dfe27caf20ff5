import type { EndpointKind, ServiceConfiguration, ServiceKind } from '../service-kind.ts';
import { dataFolder, shellWord } from '../service-script.ts';
import { plainName } from '../sql.ts';

const port = 8080;

const mapping = (value: unknown) => Object(value ?? {}) as Readonly<Record<string, unknown>>;

/** Core names; one, `collection1`, where the configuration names none. */
function coresOf({ cores }: ServiceConfiguration): readonly string[] {
  const named = Object.keys(mapping(cores));
  return named.length > 0 ? named : ['collection1'];
}

function endpoints(configuration: ServiceConfiguration): Readonly<Record<string, EndpointKind>> {
  const cores = coresOf(configuration);
  const endpoint = (rel: string, core: string) => ({ rel, scheme: 'solr', port, path: `solr/${core}` });
  const declared = Object.entries(mapping(configuration.endpoints));
  if (declared.length === 0) return { solr: endpoint('solr', cores[0] ?? '') };
  return Object.fromEntries(
    declared.map(([name, value]) => [name, endpoint(name, String(mapping(value).core))]),
  );
}

/** https://docs.upsun.com/add-services/solr.html */
export const solr: ServiceKind = {
  types: ['solr'],
  image: (version) => `docker.io/library/solr:${version}`,
  debian: null,
  diskMiB: 256,
  memoryMiB: 1408,
  graceSeconds: 30,
  endpoints,
  problems(configuration) {
    const cores = coresOf(configuration);
    const names = cores
      .filter((name) => !plainName.test(name))
      .map((name) => `The core \`${name}\` is not a plain name.`);
    const targets = Object.entries(mapping(configuration.endpoints)).flatMap(([name, value]) => {
      const { core } = mapping(value);
      return cores.includes(String(core))
        ? []
        : [
            `\`endpoints.${name}.core\` is \`${String(core)}\`; it must be one of \`cores\`: ${cores.join(', ')}.`,
          ];
    });
    return [...names, ...targets];
  },
  container: ({ configuration, memoryMiB }) => {
    const home = `${dataFolder}/solr`;
    const make = coresOf(configuration).map(
      (core) =>
        `[ -e ${home}/${core}/core.properties ] || { mkdir -p ${home}/${core} && cp -r "$sets/_default/conf" ${home}/${core}/ && echo name=${core} >${home}/${core}/core.properties; }`,
    );
    return {
      start: `mkdir -p ${home} /tmp/solr
sets=/opt/solr/server/solr/configsets
[ -e ${home}/solr.xml ] || cp /opt/solr/server/solr/solr.xml ${home}/
${make.join('\n')}
serve TERM /opt/solr/bin/solr start -f -p ${port} -s ${shellWord(home)} -m ${Math.floor(memoryMiB / 2)}m
`,
      files: {},
      environment: { SOLR_LOGS_DIR: '/tmp/solr', SOLR_PID_DIR: '/tmp/solr', SOLR_JETTY_HOST: '0.0.0.0' },
      prepare: null,
    };
  },
};
