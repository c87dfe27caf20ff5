import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../../src/config/parse.ts';
import { problemsOfServices } from '../../src/service/check-services.ts';
import { runErrand } from '../support/errand-command.ts';
import { filesOf } from '../support/project-archive.ts';

const projects = join(import.meta.dirname, '../projects');

/** What is said of each project, though it is valid: by its path in the file. */
const told: Readonly<Record<string, readonly string[]>> = {
  agent: [],
  composable: ['applications.toolbox.stack.packages[0]'],
  django: [],
  export: [],
  monorepo: [],
  next: [],
  redirects: [],
  symfony: [],
};

describe('a project in the wild', () => {
  test('is here for each way of using the language', () => {
    expect(readdirSync(projects).toSorted()).toEqual(Object.keys(told));
  });

  test.each(Object.entries(told))('%s is read as its author meant it', async (name, warned) => {
    const files = Object.entries(await filesOf(join(projects, name)))
      .filter(([path]) => path.startsWith('.upsun/'))
      .map(([path, text]) => ({ path, text }));
    const { definition, warnings } = loadDefinition(files);
    expect(warnings.map(({ path }) => path)).toEqual(warned);
    expect(problemsOfServices(definition)).toEqual([]);
    expect(Object.keys(definition.applications).length).toBeGreaterThan(0);
  });

  test('is checked by the command line, which says what is not acted upon', async () => {
    const { status, stdout, stderr } = await runErrand(['config:check', join(projects, 'composable')]);
    expect(stdout).toContain('`imagemagick` is not installed');
    expect(stderr).toContain('no errors, 1 warning');
    expect(status).toBe(0);
  });
});
