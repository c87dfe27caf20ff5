import type { ServiceKind } from '../service-kind.ts';
import { dataFolder, serviceFolder } from '../service-script.ts';

const port = 9092;
const controllerPort = 9093;

/** One node that is broker and controller (KRaft). Clients are sent back to the name that they came by. */
const settings = (name: string) => `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
controller.listener.names=CONTROLLER
listeners=CLIENT://0.0.0.0:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=CLIENT://${name}:${port}
listener.security.protocol.map=CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=CLIENT
log.dirs=${dataFolder}/kafka
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
auto.create.topics.enable=true
`;

/** https://docs.upsun.com/add-services/kafka.html */
export const kafka: ServiceKind = {
  types: ['kafka'],
  // Apache publishes exact versions: the first of a line.
  image: (version) => `docker.io/apache/kafka:${/^\d+\.\d+$/.test(version) ? `${version}.0` : version}`,
  debian: null,
  diskMiB: 512,
  memoryMiB: 1408,
  graceSeconds: 60,
  endpoints: () => ({ kafka: { rel: 'kafka', scheme: 'kafka', port } }),
  container: ({ memoryMiB, serviceName }) => ({
    start: `tools=/opt/kafka/bin
if [ ! -e ${dataFolder}/kafka/meta.properties ]; then
  $tools/kafka-storage.sh format -t "$($tools/kafka-storage.sh random-uuid)" -c ${serviceFolder}/kafka.properties || exit 1
fi
serve TERM $tools/kafka-server-start.sh ${serviceFolder}/kafka.properties
`,
    files: { 'kafka.properties': settings(`${serviceName}.internal`) },
    environment: { KAFKA_HEAP_OPTS: `-Xmx${Math.floor(memoryMiB / 2)}m`, LOG_DIR: '/tmp/logs' },
    prepare: null,
  }),
};
