import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errand } from './fake/errand.ts';

let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'errand-check-'));
  await mkdir(join(project, '.upsun'));
});
afterAll(() => rm(project, { recursive: true }));

const write = (text: string) => writeFile(join(project, '.upsun/config.yaml'), text);
const right = 'applications: {web: {type: "nodejs:24", web: {commands: {start: node server.js}}}}\n';

describe('config:check', () => {
  test('says that nothing is wrong', async () => {
    await write(right);
    const { status, stdout, stderr } = await errand(['config:check', project]);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: 'no errors, no warnings\n' });
  });

  test('shows every problem with its line and a caret, and ends with 1', async () => {
    await write(
      `${right}services: {db: {type: postgresql}}\ntasks:\n  t:\n    type: nodejs:24\n    run: {command: x, timeout: 99999}\n    relatoinships: {}\n`,
    );
    const { status, stdout, stderr } = await errand(['config:check', project]);
    expect(status).toBe(1);
    expect(stdout).toContain('.upsun/config.yaml:2:23  error  services.db.type\n  The type has no version.');
    expect(stdout).toContain(
      '  6 |     run: {command: x, timeout: 99999}\n    |                                ^^^^^',
    );
    expect(stdout).toContain('Did you mean `relationships`?');
    expect(stderr).toMatch(/^3 errors, /);
  });

  test('with --json is one document, and ends with 1 all the same', async () => {
    await write(`${right}tasks: {t: {type: "nodejs:24", run: {command: ""}}}\n`);
    const { status, stdout } = await errand(['config:check', project, '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: false,
      problems: [{ severity: 'error', code: 'wrong_value', line: 2, path: 'tasks.t.run.command' }],
    });
  });

  test('warnings alone are no failure', async () => {
    await write('applications: {web: {type: "nodejs:24", resources: {base_memory: 64}}}\n');
    const { status, stderr } = await errand(['config:check', project]);
    expect(stderr).toContain('1 warning');
    expect(status).toBe(0);
  });

  test('a file that is refused unread is told like any other', async () => {
    await write(`${right}# ${'x'.repeat(1_100_000)}`);
    const { status, stdout } = await errand(['config:check', project]);
    expect(stdout).toContain('.upsun/config.yaml:1:1  error\n  The file has 1100085 bytes');
    expect(status).toBe(1);
  });

  test('a directory without configuration is told so', async () => {
    const { status, stderr } = await errand(['config:check', join(project, '.upsun')]);
    expect(status).toBe(2);
    expect(stderr).toContain('There is no configuration.');
  });
});

test('config:schema prints the JSON Schema', async () => {
  const { status, stdout } = await errand(['config:schema']);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ type: 'object', required: ['applications'] });
});
