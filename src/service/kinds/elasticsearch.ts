import { searchServer } from './search-server.ts';

/** Elastic publishes exact versions only; these are the last of each line that the original offers. */
const exact: Readonly<Record<string, string>> = {
  '7.10': '7.10.2',
  '7.17': '7.17.29',
  '8.5': '8.5.3',
  '8.8': '8.8.2',
  '8.19': '8.19.5',
  '9.3': '9.3.0',
};

const tag = (version: string) => exact[version] ?? version;

const common = {
  home: '/usr/share/elasticsearch',
  program: 'elasticsearch',
  endpoint: 'elasticsearch',
  configurationFolderVariable: 'ES_PATH_CONF',
  heapVariable: 'ES_JAVA_OPTS',
} as const;

/** https://docs.upsun.com/add-services/elasticsearch.html; 7.10 is the last under a free licence. */
export const elasticsearch = searchServer({
  ...common,
  types: ['elasticsearch'],
  image: (version) => `docker.elastic.co/elasticsearch/elasticsearch-oss:${tag(version)}`,
  settings: {},
});

export const elasticsearchEnterprise = searchServer({
  ...common,
  types: ['elasticsearch-enterprise'],
  image: (version) => `docker.elastic.co/elasticsearch/elasticsearch:${tag(version)}`,
  settings: { 'xpack.security.enabled': 'false' },
});
