import { describe, expect, it } from 'vitest';
import { pythonLiteral } from '../../src/container/python-literal.ts';
import {
  allRelationshipVariables,
  relationshipUrl,
  relationshipVariables,
} from '../../src/container/relationship-variables.ts';
import { applicationItem, relationshipItem } from '../../src/container/relationships.ts';

const target = {
  relationship: 'my-db',
  service: 'database',
  type: 'postgresql:18',
  project: 'abcdefghijklm',
  environmentMachineName: 'main-bvxea6i',
  ip: '10.9.8.7',
};
const credentials = { username: 'main', password: 'secret' };
const postgresql = relationshipItem(target, {
  rel: 'postgresql',
  scheme: 'pgsql',
  port: 5432,
  ...credentials,
  path: 'main',
  query: { is_master: true },
});
const http = applicationItem({ ...target, relationship: 'app', service: 'shop', type: 'nodejs:24' });

describe('a relationship', () => {
  it('to a service has these keys', () => {
    expect(postgresql).toEqual({
      username: 'main',
      scheme: 'pgsql',
      service: 'database',
      fragment: null,
      ip: '10.9.8.7',
      hostname: 'my-db.internal',
      port: 5432,
      cluster: 'abcdefghijklm-main-bvxea6i',
      host: 'my-db.internal',
      rel: 'postgresql',
      path: 'main',
      query: { is_master: true },
      password: 'secret',
      type: 'postgresql:18',
      public: false,
      host_mapped: false,
      epoch: 0,
      instance_ips: ['10.9.8.7'],
    });
  });

  it('to an application is HTTP on port 80', () => {
    expect(http).toMatchObject({
      scheme: 'http',
      port: 80,
      host: 'app.internal',
      rel: 'http',
      service: 'shop',
    });
    expect(http).toMatchObject({ username: null, password: null, path: null, query: {}, type: 'nodejs:24' });
  });

  it('becomes these variables', () => {
    expect(relationshipVariables('my-db', postgresql)).toEqual({
      MY_DB_URL: 'pgsql://main:secret@my-db.internal:5432/main',
      MY_DB_NAME: 'main',
      MY_DB_USERNAME: 'main',
      MY_DB_SCHEME: 'pgsql',
      MY_DB_SERVICE: 'database',
      MY_DB_FRAGMENT: '',
      MY_DB_IP: '10.9.8.7',
      MY_DB_HOSTNAME: 'my-db.internal',
      MY_DB_PORT: '5432',
      MY_DB_CLUSTER: 'abcdefghijklm-main-bvxea6i',
      MY_DB_HOST: 'my-db.internal',
      MY_DB_REL: 'postgresql',
      MY_DB_PATH: 'main',
      MY_DB_QUERY: "{'is_master': True}",
      MY_DB_PASSWORD: 'secret',
      MY_DB_TYPE: 'postgresql:18',
      MY_DB_PUBLIC: 'false',
      MY_DB_HOST_MAPPED: 'false',
      MY_DB_EPOCH: '0',
      MY_DB_INSTANCE_IPS: "['10.9.8.7']",
    });
  });

  it('with several entries uses the first, with none makes no variable', () => {
    const found = allRelationshipVariables({ app: [http, postgresql], nothing: [] });
    expect(found.APP_URL).toBe('http://app.internal:80');
    expect(Object.keys(found).filter((name) => name.startsWith('NOTHING'))).toEqual([]);
  });
});

describe('the URL of a relationship', () => {
  it.each([
    ['neither user nor password', {}, 'http://app.internal:80'],
    ['a user without password', { username: 'user', password: '' }, 'http://user@app.internal:80'],
    ['a password without user', { password: 'p' }, 'http://:p@app.internal:80'],
    [
      'characters that mean something',
      { username: 'a:b', password: 'p@/' },
      'http://a%3Ab:p%40%2F@app.internal:80',
    ],
    ['a path with its slash', { path: '/v1' }, 'http://app.internal:80/v1'],
  ])('with %s', (_, changes, url) => {
    expect(relationshipUrl({ ...http, ...changes })).toBe(url);
  });
});

describe('a Python literal', () => {
  it.each([
    [{}, '{}'],
    [[], '[]'],
    [{ a: [1, null, false, 'x'] }, "{'a': [1, None, False, 'x']}"],
    ["it's", `"it's"`],
    [`both ' and "`, `'both \\' and "'`],
    ['back\\slash', `'back\\\\slash'`],
  ])('%j', (value, literal) => {
    expect(pythonLiteral(value)).toBe(literal);
  });
});
