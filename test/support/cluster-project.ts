import type { ProjectFiles } from './project-archive.ts';

/** What may be otherwise from one deploy to the next: sections of the configuration, as YAML. */
export interface ClusterProject {
  readonly services?: string;
  /** Of the task `script`. */
  readonly relationships?: string;
  readonly mounts?: string;
  /** Further keys of the application. */
  readonly application?: string;
  readonly tasks?: string;
}

/** Runs the body of a request in the application's container, and answers with its output. */
const server = `
const { execFile } = require('node:child_process');
require('node:http').createServer(async (request, response) => {
  let script = '';
  for await (const chunk of request) script += chunk;
  execFile('/bin/sh', ['-c', script || 'true'], (error, stdout, stderr) =>
    response.writeHead(error ? 500 : 200).end(stdout + stderr));
}).listen(process.env.PORT);
`;

/** How connections go, all at once: \`open\`, or why not. Targets are \`host:port\`. */
const connect = `
const net = require('node:net');
const attempt = (target) => new Promise((resolve) => {
  const [, host, port] = /^(.*):(\\d+)$/.exec(target);
  const socket = net.connect({ host, port, timeout: 1000 });
  const done = (answer) => { socket.destroy(); resolve(answer); };
  socket.once('connect', () => done('open')).once('timeout', () => done('dropped')).once('error', (e) => done(e.code));
});
Promise.all(process.argv.slice(2).map(attempt)).then((answers) => console.log(answers.join('\\n')));
`;

const indent = (text: string, by: number) => text.trim().replaceAll(/^/gm, ' '.repeat(by));

const section = (key: string, text: string, by: number) =>
  text === '' ? '' : `${' '.repeat(by)}${key}:\n${indent(text, by + 2)}\n`;

/** An application and a task that run whatever they are told, and the services beside them. */
export function clusterProject(parts: ClusterProject): ProjectFiles {
  const { services = '', relationships = '', mounts = '', application = '', tasks = '' } = parts;
  const config = `
applications:
  web:
    type: "nodejs:26"
    source: { root: app }
    web: { commands: { start: node server.cjs } }
${application === '' ? '' : `${indent(application, 4)}\n`}tasks:
  script:
    type: "nodejs:26"
    source: { root: task }
    run: { command: 'eval "$SCRIPT"', timeout: 120 }
${section('relationships', relationships, 4)}${section('mounts', mounts, 4)}${tasks === '' ? '' : `${indent(tasks, 2)}\n`}routes:
  "https://{default}/": { type: upstream, upstream: "web:http" }
${section('services', services, 0)}`;
  return {
    '.upsun/config.yaml': config,
    'app/server.cjs': server,
    'app/connect.cjs': connect,
    'task/connect.cjs': connect,
  };
}
