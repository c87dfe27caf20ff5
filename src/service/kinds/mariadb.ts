import type { ServiceKind } from '../service-kind.ts';
import { dataFolder, initializeOnce, serviceFolder } from '../service-script.ts';
import {
  mysqlEndpoints,
  mysqlOptions,
  mysqlPrepare,
  mysqlProblems,
  mysqlSetup,
  mysqlSocket,
} from './mysql-accounts.ts';

const options = `${serviceFolder}/my.cnf`;
const client = `mariadb --no-defaults --socket=${mysqlSocket} --user=web`;

/** https://docs.upsun.com/add-services/mysql.html; the original's `mysql` is MariaDB too. */
export const mariadb: ServiceKind = {
  types: ['mariadb', 'mysql'],
  image: (version) => `docker.io/library/mariadb:${version}`,
  debian: { package: 'mariadb-server', path: '/usr/sbin/mariadbd', versionArgument: '--version' },
  diskMiB: 256,
  memoryMiB: 1408,
  graceSeconds: 60,
  endpoints: mysqlEndpoints,
  problems: mysqlProblems,
  container(context) {
    // The account of the operating system's user `web`, over the socket alone, is who sets up the rest.
    const initialize =
      `mariadb-install-db --defaults-file=${options} --datadir="$fresh" --skip-test-db ` +
      '--auth-root-authentication-method=socket --auth-root-socket-user=web >/dev/null';
    return {
      start: `PATH="$PATH:/usr/sbin:/usr/bin"
${initializeOnce(`${dataFolder}/mysql`, initialize)}serve TERM mariadbd --defaults-file=${options} --datadir="$data"
`,
      files: {
        'my.cnf': mysqlOptions(context, ['tmpdir=/tmp', 'innodb_flush_method=fsync']),
        'setup.sql': mysqlSetup(context),
      },
      environment: {},
      prepare: mysqlPrepare(
        client,
        `${client} -e 'SELECT 1'`,
        `${serviceFolder}/setup.sql`,
        context.configuration,
      ),
    };
  },
};
