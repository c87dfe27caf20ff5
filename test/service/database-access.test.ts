import { describe, expect, test } from 'vitest';
import { mysqlSetup } from '../../src/service/kinds/mysql-accounts.ts';
import { postgresql, postgresqlSetup } from '../../src/service/kinds/postgresql.ts';

const secret = (name: string) => `secret of ${name}`;
const problems = (configuration: Record<string, unknown>) => postgresql.problems?.(configuration) ?? [];

describe('databases and endpoints', () => {
  test('are one of each where the file says nothing', () => {
    expect(postgresql.endpoints({})).toEqual({
      postgresql: {
        ...{ rel: 'postgresql', scheme: 'pgsql', port: 5432, username: 'main', path: 'main' },
        ...{ passwordSecret: 'endpoint postgresql', query: { is_master: true } },
      },
    });
  });

  test('are an account for each endpoint, with its own database and password', () => {
    const endpoints = postgresql.endpoints({
      databases: ['main', 'legacy'],
      endpoints: { postgresql: { default_database: 'main' }, reports: { default_database: 'legacy' } },
    });
    expect(
      Object.values(endpoints).map(({ username, path, passwordSecret }) => [username, path, passwordSecret]),
    ).toEqual([
      ['main', 'main', 'endpoint postgresql'],
      ['reports', 'legacy', 'endpoint reports'],
    ]);
  });

  test.each([
    [{ databases: 'main' }, '`databases` must be a list of names'],
    [{ databases: ["x'; drop"] }, '`databases` must be a list of names'],
    [
      { endpoints: { a: { default_database: 'b' } } },
      '`endpoints.a.default_database` is `b`; it must be one of `databases`: main.',
    ],
    [
      { endpoints: { a: { privileges: { main: 'all' } } } },
      '`endpoints.a.privileges.main` is `all`; it must be ro, rw or admin.',
    ],
    [
      { endpoints: { a: { privileges: { other: 'ro' } } } },
      '`endpoints.a.privileges.other` names no database',
    ],
    [{ endpoints: { 'a b': {} } }, 'The endpoint `a b` is not a plain name.'],
    [{ extensions: 'pg_trgm' }, '`extensions` must be a list of names.'],
  ])('%j is told', (configuration, sentence) => {
    expect(problems(configuration).join(' ')).toContain(sentence);
  });
});

describe('the set-up of an account', () => {
  const configuration = {
    databases: ['main'],
    endpoints: { writer: { default_database: 'main', privileges: { main: 'rw' } } },
  };

  test('in PostgreSQL takes back what it had, then gives what it is to have', () => {
    const script = postgresqlSetup({ configuration, secret });
    expect(script).toContain(`ALTER ROLE "writer" WITH LOGIN PASSWORD 'secret of endpoint writer';`);
    const revoked = script.indexOf('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "writer"');
    const granted = script.indexOf(
      'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "writer"',
    );
    expect(revoked).toBeGreaterThan(0);
    expect(granted).toBeGreaterThan(revoked);
    expect(script).toContain(`rolname NOT IN ('postgres', 'writer')`);
  });

  test('in MySQL does not take an underscore for any character', () => {
    const script = mysqlSetup({
      configuration: {
        schemas: ['a_b'],
        endpoints: { reader: { default_schema: 'a_b', privileges: { a_b: 'ro' } } },
      },
      secret: () => "it's",
    });
    expect(script).toContain('CREATE DATABASE IF NOT EXISTS `a_b`;');
    expect(script).toContain("GRANT SELECT, SHOW VIEW ON `a\\_b`.* TO 'reader'@'%';");
    expect(script).toContain("IDENTIFIED BY 'it''s';");
  });
});
