import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProjectFiles } from '../support/project-archive.ts';
import { openServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let folder: string;

beforeAll(async () => {
  server = await openServer();
  folder = await mkdtemp(join(tmpdir(), 'errand-gem-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await server[Symbol.asyncDispose]();
});

/** A task that runs `command` after a build with these dependencies, on the machine's own programs. */
function projectWith(dependencies: string, command: string, files: ProjectFiles, keys = ''): ProjectFiles {
  return {
    '.upsun/config.yaml': `
applications:
  web: { type: "nodejs:26", source: { root: web } }
tasks:
  job:
    type: "nodejs:26"
    source: { root: job }
    dependencies: ${dependencies}
    ${keys}
    run: { command: ${JSON.stringify(command)} }
`,
    'web/index.html': '',
    'job/readme.txt': 'nothing\n',
    ...files,
  };
}

async function outputOf(files: ProjectFiles): Promise<string> {
  const { activity, log } = await server.deploy(files, { project: 'deps' });
  expect(activity, log).toMatchObject({ result: 'success' });
  const run = await server.run('job', {}, { project: 'deps' });
  return run.log.split('\n').slice(1).join('\n').trim();
}

/** A binary file of the project, which is made of texts: a package of npm, installed before the others, writes it. */
async function unpacking(path: string, name: string) {
  const script = `base64 -d /app/unpack.base64 >/app/${name}`;
  return {
    dependency: 'nodejs: { unpack: "file:/app/unpack" }',
    files: {
      'job/unpack.base64': (await readFile(path)).toString('base64'),
      'job/unpack/package.json': JSON.stringify({
        name: 'unpack',
        version: '1.0.0',
        scripts: { install: script },
      }),
    },
  };
}

describe('global packages are there in the build and at run time', { timeout: 120_000 }, () => {
  test('of npm', async () => {
    const files = {
      'job/tool/package.json': JSON.stringify({
        name: 'greet',
        version: '1.2.3',
        bin: { greet: 'greet.js' },
      }),
      'job/tool/greet.js': '#!/usr/bin/env node\nconsole.log("greetings from npm");\n',
    };
    const hook = 'hooks: { build: "greet >built.txt" }';
    const project = projectWith(
      '{ nodejs: { greet: "file:/app/tool" } }',
      'cat built.txt; greet',
      files,
      hook,
    );
    expect(await outputOf(project)).toBe('greetings from npm\ngreetings from npm');
  });

  test('of pip', async () => {
    const wheel = 'greet-1.0-py3-none-any.whl';
    const parts = {
      'greet.py': 'def main():\n    print("greetings from pip")\n',
      'greet-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: greet\nVersion: 1.0\n',
      'greet-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
      'greet-1.0.dist-info/RECORD': '',
      'greet-1.0.dist-info/entry_points.txt': '[console_scripts]\ngreet = greet:main\n',
    };
    for (const [path, text] of Object.entries(parts)) {
      await mkdir(dirname(join(folder, 'wheel', path)), { recursive: true });
      await writeFile(join(folder, 'wheel', path), text);
    }
    const words = ['-m', 'zipfile', '-c', join(folder, wheel), 'greet.py', 'greet-1.0.dist-info'];
    execFileSync('/usr/bin/python3', words, { cwd: join(folder, 'wheel') });
    const binary = await unpacking(join(folder, wheel), wheel);
    const dependencies = `{ ${binary.dependency}, python3: { greet: " @ file:///app/${wheel}" } }`;
    expect(await outputOf(projectWith(dependencies, 'greet', binary.files))).toBe('greetings from pip');
  });

  test('of Composer', async () => {
    const files = {
      'job/tool/composer.json': JSON.stringify({ name: 'acme/greet', version: '1.0.0', bin: ['greet'] }),
      'job/tool/greet': '#!/usr/bin/env php\n<?php echo "greetings from composer\\n";\n',
    };
    const path = '{ type: path, url: /app/tool, options: { symlink: false } }';
    const dependencies = `{ php: { require: { acme/greet: "*" }, repositories: [${path}, { packagist.org: false }] } }`;
    expect(await outputOf(projectWith(dependencies, 'greet', files))).toBe('greetings from composer');
  });

  test('of RubyGems', async () => {
    const source = join(folder, 'greet');
    await mkdir(join(source, 'bin'), { recursive: true });
    await writeFile(join(source, 'bin/greet'), '#!/usr/bin/env ruby\nputs "greetings from gem"\n', {
      mode: 0o755,
    });
    const specification = `Gem::Specification.new("greet", "1.0.0") do |s|
  s.summary = "greets"
  s.authors = ["nobody"]
  s.files = ["bin/greet"]
  s.executables = ["greet"]
end\n`;
    await writeFile(join(source, 'greet.gemspec'), specification);
    execFileSync('/usr/bin/gem', ['build', '--quiet', 'greet.gemspec'], { cwd: source, stdio: 'ignore' });
    // `gem install` looks into the working directory first.
    const binary = await unpacking(join(source, 'greet-1.0.0.gem'), 'greet-1.0.0.gem');
    const dependencies = `{ ${binary.dependency}, ruby: { greet: "1.0.0" } }`;
    expect(await outputOf(projectWith(dependencies, 'greet', binary.files))).toBe('greetings from gem');
  });

  test('one that cannot be had fails the push, and says at what', async () => {
    const files = projectWith('{ nodejs: { greet: "no such version" } }', 'true', {});
    const { activity, log } = await server.deploy(files, { project: 'deps' });
    expect(activity, log).toMatchObject({ result: 'failure', payload: { error: { code: 'build_failed' } } });
    expect(log).toMatch(/the installation of job's nodejs dependencies ended with exit code \d+/);
  });
});
