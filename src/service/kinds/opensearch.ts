import { searchServer } from './search-server.ts';

/** https://docs.upsun.com/add-services/opensearch.html */
export const opensearch = searchServer({
  types: ['opensearch'],
  image: (version) => `docker.io/opensearchproject/opensearch:${version}`,
  home: '/usr/share/opensearch',
  program: 'opensearch',
  endpoint: 'opensearch',
  configurationFolderVariable: 'OPENSEARCH_PATH_CONF',
  heapVariable: 'OPENSEARCH_JAVA_OPTS',
  // The network lets in only who declared a relationship.
  settings: { 'plugins.security.disabled': 'true' },
});
