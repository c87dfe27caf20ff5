import { chromeHeadless } from './kinds/chrome-headless.ts';
import { clickhouse } from './kinds/clickhouse.ts';
import { elasticsearch, elasticsearchEnterprise } from './kinds/elasticsearch.ts';
import { gotenberg } from './kinds/gotenberg.ts';
import { influxdb } from './kinds/influxdb.ts';
import { kafka } from './kinds/kafka.ts';
import { mariadb } from './kinds/mariadb.ts';
import { memcached } from './kinds/memcached.ts';
import { mercure } from './kinds/mercure.ts';
import { mongodb } from './kinds/mongodb.ts';
import { networkStorage } from './kinds/network-storage.ts';
import { opensearch } from './kinds/opensearch.ts';
import { oracleMysql } from './kinds/oracle-mysql.ts';
import { postgresql } from './kinds/postgresql.ts';
import { rabbitmq } from './kinds/rabbitmq.ts';
import { redis, redisPersistent, valkey, valkeyPersistent } from './kinds/redis.ts';
import { solr } from './kinds/solr.ts';
import { varnish } from './kinds/varnish.ts';
import { vaultKms } from './kinds/vault-kms.ts';
import type { ServiceKind } from './service-kind.ts';

/** Every type of service. */
export const serviceKinds: readonly ServiceKind[] = [
  chromeHeadless,
  clickhouse,
  elasticsearch,
  elasticsearchEnterprise,
  gotenberg,
  influxdb,
  kafka,
  mariadb,
  memcached,
  mercure,
  mongodb,
  networkStorage,
  opensearch,
  oracleMysql,
  postgresql,
  rabbitmq,
  redis,
  redisPersistent,
  solr,
  valkey,
  valkeyPersistent,
  varnish,
  vaultKms,
];

/** The kind of a `type` such as `postgresql:18`; null where there is none of that name. */
export function serviceKindOf(type: string): ServiceKind | null {
  const [name = ''] = type.split(':');
  return serviceKinds.find(({ types }) => types.includes(name)) ?? null;
}
