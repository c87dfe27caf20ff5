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
const client = `mysql --no-defaults --socket=${mysqlSocket} --user=root`;

/** https://docs.upsun.com/add-services/mysql.html */
export const oracleMysql: ServiceKind = {
  types: ['oracle-mysql'],
  image: (version) => `docker.io/library/mysql:${version}`,
  debian: null,
  diskMiB: 512,
  memoryMiB: 1408,
  graceSeconds: 60,
  endpoints: mysqlEndpoints,
  problems: mysqlProblems,
  container(context) {
    // `root` has no password and is let in over the socket alone, which nothing outside the container reaches.
    const initialize = `mysqld --defaults-file=${options} --datadir="$fresh" --initialize-insecure`;
    return {
      start: `PATH="$PATH:/usr/sbin:/usr/bin"
${initializeOnce(`${dataFolder}/mysql`, initialize)}serve TERM mysqld --defaults-file=${options} --datadir="$data"
`,
      files: { 'my.cnf': mysqlOptions(context, ['mysqlx=OFF']), 'setup.sql': mysqlSetup(context) },
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
