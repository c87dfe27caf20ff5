import { describe, expect, test } from 'vitest';
import { errand } from './fake/errand.ts';
import { startFakeApi } from './fake/fake-api.ts';

const ofProject = '/projects/shop/variables';
const ofMain = '/projects/shop/environments/main/variables';
const variable = { name: 'env:KEY', value: 'v', is_sensitive: false, is_json: false };
const answer = (entity: object, warnings: readonly string[] = []) => ({
  status: 201,
  body: {
    status: 'created',
    message: 'The next run has it.',
    warnings,
    _embedded: { entity, activities: [] },
  },
});
const notFound = {
  status: 404,
  body: { error: 'variable_not_found', message: 'There is no such variable.' },
};

describe('variable:create', () => {
  test('sends what the original’s options say', async () => {
    await using api = await startFakeApi({ instead: { [`POST ${ofMain}`]: answer(variable) } });
    const options = ['--level', 'e', '--prefix', 'env', '--name', 'KEY', '--value', '{}', '--json', 'true'];
    const flags = ['--sensitive', '--visible-build', 'false', '--visible-runtime', 'true'];
    const more = ['--enabled', 'false', '--inheritable', 'no', '--app-scope', 'web', '--app-scope', 'report'];
    const { status, stdout, stderr } = await errand(['variable:create', ...options, ...flags, ...more], {
      api,
    });
    expect(stderr).toContain('The next run has it.');
    expect(stdout).toBe('Created env:KEY of environment main.\n');
    expect(status).toBe(0);
    expect(JSON.parse(api.bodyOf(`POST ${ofMain}`))).toEqual({
      name: 'env:KEY',
      value: '{}',
      is_json: true,
      is_sensitive: true,
      visible_build: false,
      visible_runtime: true,
      is_enabled: false,
      is_inheritable: false,
      application_scope: ['web', 'report'],
    });
  });

  test('reads the value from standard input, where no list of processes shows it', async () => {
    await using api = await startFakeApi({ instead: { [`POST ${ofProject}`]: answer(variable) } });
    const args = ['variable:create', 'env:KEY', '--level', 'project', '--sensitive'];
    await errand(args, { api, input: 'two\nlines\n' });
    expect(JSON.parse(api.bodyOf(`POST ${ofProject}`))).toMatchObject({ value: 'two\nlines' });
  });

  test('P12: passes on that a short value is not masked', async () => {
    const short = answer(variable, ['The value of PIN is shorter than six characters.']);
    await using api = await startFakeApi({ instead: { [`POST ${ofProject}`]: short } });
    const { stderr } = await errand(['variable:create', 'PIN', '-l', 'p', '--value', '12'], { api });
    expect(stderr).toContain('Warning: The value of PIN is shorter than six characters.');
  });

  test('writes the variable as JSON with --json', async () => {
    await using api = await startFakeApi({ instead: { [`POST ${ofProject}`]: answer(variable) } });
    const { stdout } = await errand(['variable:create', 'A', '-l', 'p', '--value', 'v', '--json'], { api });
    expect(JSON.parse(stdout)).toEqual(variable);
  });

  test('asks for a level', async () => {
    await using api = await startFakeApi();
    const { status, stderr } = await errand(['variable:create', 'A', '--value', 'v'], { api });
    expect([status, stderr]).toEqual([2, expect.stringContaining('--level project')]);
  });
});

describe('variable:list', () => {
  test('shows both levels, and no sensitive value', async () => {
    const secret = {
      name: 'env:TOKEN',
      is_sensitive: true,
      environment: 'main',
      inherited: true,
      is_enabled: true,
    };
    await using api = await startFakeApi({
      instead: {
        [`GET ${ofProject}`]: { status: 200, body: [variable] },
        [`GET ${ofMain}`]: { status: 200, body: [secret] },
      },
    });
    const { stdout } = await errand(['variable:list'], { api });
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['NAME', 'LEVEL', 'VALUE', 'ENABLED'],
      ['env:KEY', 'project', 'v'],
      ['env:TOKEN', 'environment (inherited)', '[sensitive]', 'true'],
      [''],
    ]);
  });
});

describe('where no level is named', () => {
  const instead = {
    [`GET ${ofMain}/env%3AKEY`]: notFound,
    [`GET ${ofProject}/env%3AKEY`]: { status: 200, body: variable },
    [`PATCH ${ofProject}/env%3AKEY`]: answer(variable),
    [`DELETE ${ofProject}/env%3AKEY`]: { status: 200, body: {} },
  };

  test('variable:get takes the environment’s before the project’s', async () => {
    await using api = await startFakeApi({ instead });
    expect((await errand(['variable:get', 'env:KEY', '-P', 'value'], { api })).stdout).toBe('v\n');
  });

  test('variable:update changes what is said, and needs something to', async () => {
    await using api = await startFakeApi({ instead });
    await errand(['variable:update', 'env:KEY', '--visible-build', 'false'], { api });
    expect(JSON.parse(api.bodyOf(`PATCH ${ofProject}/env%3AKEY`))).toEqual({ visible_build: false });
    expect((await errand(['variable:update', 'env:KEY'], { api })).status).toBe(2);
    expect((await errand(['variable:update', 'env:KEY', '--allow-no-change'], { api })).status).toBe(0);
  });

  test('variable:delete says that applications still have it', async () => {
    await using api = await startFakeApi({ instead });
    const { stdout, stderr } = await errand(['variable:delete', 'env:KEY'], { api });
    expect(stdout).toBe('Deleted env:KEY of project shop.\n');
    expect(stderr).toContain('until they are next deployed');
  });
});

test('variable:get does not pretend to know a sensitive value', async () => {
  const secret = { name: 'A', is_sensitive: true };
  await using api = await startFakeApi({
    instead: { [`GET ${ofProject}/A`]: { status: 200, body: secret } },
  });
  const { status, stderr } = await errand(['variable:get', 'A', '-l', 'p', '-P', 'value'], { api });
  expect([status, stderr]).toEqual([2, expect.stringContaining('sensitive')]);
});

test('secrets:rotate says how many values are sealed with which key', async () => {
  const body = { key_id: 'abcd1234', resealed: 7 };
  await using api = await startFakeApi({ instead: { 'POST /secrets/rotate': { status: 200, body } } });
  const { stdout } = await errand(['secrets:rotate'], { api });
  expect(stdout).toBe('7 secrets are sealed with the new key abcd1234.\n');
});
