import type { ProjectFiles } from './project-archive.ts';

const server = `
require('node:http').createServer((_, response) => response.end('version ' + process.env.VERSION)).listen(process.env.PORT);
`;

/** An application that tells its version, and tasks that run what `SCRIPT` says, each with its own `on_deploy`. */
export function deployProject(version: string): ProjectFiles {
  const task = (settings: string) =>
    `{type: "nodejs:26", source: {root: task}, run: {command: 'eval "$SCRIPT"', ${settings}}, relationships: {site: "web:http"}, variables: {env: {VERSION: ${version}}}}`;
  const config = `
applications:
  web:
    type: "nodejs:26"
    source: { root: app }
    web: { commands: { start: node server.cjs } }
    variables: { env: { VERSION: ${version} } }
tasks:
  draining: ${task('on_deploy: drain, drain_timeout: 60')}
  impatient: ${task('on_deploy: drain, drain_timeout: 1, shutdown_timeout: 2')}
  finishing: ${task('on_deploy: finish')}
`;
  return { '.upsun/config.yaml': config, 'app/server.cjs': server, 'task/readme.txt': 'nothing\n' };
}
