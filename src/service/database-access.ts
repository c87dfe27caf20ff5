import type { ServiceConfiguration } from './service-kind.ts';
import { plainName } from './sql.ts';

export type Privilege = 'ro' | 'rw' | 'admin';
const privileges: readonly unknown[] = ['ro', 'rw', 'admin'];

/** Who may do what in which database of a server. */
export interface DatabaseAccess {
  readonly databases: readonly string[];
  readonly accounts: readonly Account[];
}

export interface Account {
  /** Name of the endpoint. */
  readonly endpoint: string;
  readonly username: string;
  /** The database that the endpoint leads to; null where the file names none. */
  readonly database: string | null;
  readonly privileges: Readonly<Record<string, Privilege>>;
}

/** How a kind of database calls these things. */
export interface AccessWords {
  /** `databases` or `schemas`. */
  readonly list: string;
  /** `default_database` or `default_schema`. */
  readonly chosen: string;
  readonly endpoint: string;
  readonly username: string;
}

const defaultDatabase = 'main';

const mapping = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** The databases and accounts of a configuration without problems: one of each where it names none. */
export function databaseAccess(configuration: ServiceConfiguration, words: AccessWords): DatabaseAccess {
  const listed = texts(configuration[words.list]);
  const databases = listed.length > 0 ? listed : [defaultDatabase];
  const declared = Object.entries(mapping(configuration.endpoints));
  if (declared.length === 0) {
    const [database = defaultDatabase] = databases;
    const granted = Object.fromEntries(databases.map((name) => [name, 'admin'] as const));
    return {
      databases,
      accounts: [{ endpoint: words.endpoint, username: words.username, database, privileges: granted }],
    };
  }
  const accounts = declared.map(([endpoint, value]): Account => {
    const entry = mapping(value);
    const chosen = entry[words.chosen];
    const granted = Object.entries(mapping(entry.privileges)) as [string, Privilege][];
    const database = typeof chosen === 'string' ? chosen : null;
    const own: [string, Privilege][] = granted.length === 0 && database !== null ? [[database, 'admin']] : [];
    return {
      endpoint,
      username: endpoint === words.endpoint ? words.username : endpoint,
      database,
      privileges: Object.fromEntries([...granted, ...own]),
    };
  });
  return { databases, accounts };
}

/** What is wrong with `databases` or `schemas` and `endpoints`. */
export function accessProblems(configuration: ServiceConfiguration, words: AccessWords): readonly string[] {
  const listed = configuration[words.list];
  if (
    listed !== undefined &&
    !(Array.isArray(listed) && listed.every((name) => plainName.test(String(name))))
  )
    return [`\`${words.list}\` must be a list of names of letters, digits, \`_\` and \`-\`.`];
  const { databases, accounts } = databaseAccess(configuration, words);
  return accounts.flatMap((account) => accountProblems(account, databases, words, configuration));
}

function accountProblems(
  { endpoint, database, privileges: granted }: Account,
  databases: readonly string[],
  { list, chosen }: AccessWords,
  configuration: ServiceConfiguration,
): readonly string[] {
  const known = `it must be one of \`${list}\`: ${databases.join(', ')}`;
  const entry = mapping(mapping(configuration.endpoints)[endpoint]);
  const found: string[] = [];
  if (!plainName.test(endpoint)) found.push(`The endpoint \`${endpoint}\` is not a plain name.`);
  if (database !== null && !databases.includes(database))
    found.push(`\`endpoints.${endpoint}.${chosen}\` is \`${database}\`; ${known}.`);
  for (const [name, privilege] of Object.entries({ ...mapping(entry.privileges), ...granted })) {
    const at = `\`endpoints.${endpoint}.privileges.${name}\``;
    if (!databases.includes(name)) found.push(`${at} names no database; ${known}.`);
    if (!privileges.includes(privilege))
      found.push(`${at} is \`${String(privilege)}\`; it must be ro, rw or admin.`);
  }
  return found;
}
