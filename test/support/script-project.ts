import type { ProjectFiles } from './project-archive.ts';

/** What may be otherwise from one deploy to the next. */
export interface ScriptProject {
  /** Both the application's answer and the tasks' `$VERSION`. */
  readonly version?: string;
  readonly buildHook?: string;
  /** More tasks, as lines of YAML. Each costs a build. */
  readonly moreTasks?: string;
}

const server = `
require('node:http').createServer((_, response) => response.end('version ' + process.env.VERSION)).listen(process.env.PORT);
`;

/** An application that tells its version, and tasks that run what the trigger's `SCRIPT` says. */
export function scriptProject({
  version = 'one',
  buildHook = 'true',
  moreTasks = '',
}: ScriptProject = {}): ProjectFiles {
  const config = `
applications:
  web:
    type: "nodejs:26"
    source: { root: app }
    web: { commands: { start: node server.cjs } }
    variables: { env: { VERSION: "${version}" } }
tasks:
  script:
    type: "nodejs:26"
    source: { root: task }
    hooks:
      build: ${JSON.stringify(buildHook)}
    run: { command: 'eval "$SCRIPT"' }
    variables: { env: { VERSION: "${version}" } }
  hurried:
    type: "nodejs:26"
    source: { root: task }
    run: { command: 'eval "$SCRIPT"', timeout: 1 }
  misspelt:
    type: "nodejs:26"
    source: { root: task }
    run: { command: no-such-program --now }
${moreTasks}routes:
  "https://{default}/": { type: upstream, upstream: "web:http" }
`;
  return { '.upsun/config.yaml': config, 'app/server.cjs': server, 'task/readme.txt': 'nothing\n' };
}
