import type { Client, Place } from '../support/client.ts';
import type { ProjectFiles } from '../support/project-archive.ts';

/**
 * A project whose tasks do what the trigger says: `probe` may run `allowed` and view its environment, `stranger` may
 * do nothing. Two applications answer HTTP; `probe` has a relationship to `web` alone.
 */
export const probeProject: ProjectFiles = {
  '.upsun/config.yaml': `
applications:
  web: &application
    type: "nodejs:26"
    source: { root: web }
    web: { commands: { start: node server.mjs } }
  stranger-web: *application

tasks:
  probe:
    type: "nodejs:26"
    source: { root: task }
    relationships: { app: "web:http" }
    authorizations:
      - { type: task, resource: allowed, action: operate }
      - { type: env, action: view }
    variables: { env: { FROM_CONFIGURATION: "declared", OVERRIDDEN: "declared" } }
    run: { command: &probe 'eval "$PROBE"', timeout: 60 }
  stranger:
    type: "nodejs:26"
    source: { root: task }
    run: { command: *probe, timeout: 60 }
  allowed:
    type: "nodejs:26"
    source: { root: task }
    run: { command: echo this task was allowed }
  forbidden:
    type: "nodejs:26"
    source: { root: task }
    run: { command: echo this task was forbidden }

routes:
  "https://{default}/": { type: upstream, upstream: "web:http" }
  "https://{default}/stranger": { type: upstream, upstream: "stranger-web:http" }
`,
  'web/server.mjs': `
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
createServer((request, response) => {
  const environment = request.url === '/environment' ? process.env : undefined;
  response.end(JSON.stringify({ address: networkInterfaces().eth0[0].address, url: request.url, environment }));
}).listen(process.env.PORT);
`,
  // Says for each host:port whether a connection comes about.
  'task/connect.mjs': `
import { connect } from 'node:net';
const outcomes = process.argv.slice(2).map((target) => new Promise((resolve) => {
  const [host, port] = target.split(':');
  const socket = connect({ host, port: Number(port) });
  socket.on('connect', () => resolve('open')).on('error', (error) => resolve(error.code));
  socket.setTimeout(800, () => resolve('dropped'));
}));
for (const outcome of await Promise.all(outcomes)) console.log(outcome);
process.exit();
`,
  // Prints every file of the container that has a text, given backwards.
  'task/search.mjs': `
import { closeSync, constants, openSync, readdirSync, readSync } from 'node:fs';
const text = [...process.argv[2]].reverse().join('');
const endless = /^\\/(proc|sys)\\/.*(pagemap|kmsg|kcore|kpage\\w+|mem|clear_refs)$|^\\/dev\\/(u?random|zero|full|tty|ptmx|std\\w+)$/;
const buffer = Buffer.alloc(1024 * 1024);
function search(path, depth) {
  try {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const below = path + '/' + entry.name;
      if (entry.isDirectory() && depth > 0) search(below, depth - 1);
      else if (entry.isFile() && !endless.test(below)) look(below);
    }
  } catch {}
}
function look(path) {
  try {
    // What was mounted over a file may be a pipe.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (buffer.subarray(0, readSync(file, buffer)).includes(text)) console.log(path);
    } finally {
      closeSync(file);
    }
  } catch {}
}
for (const root of ['/proc', '/dev', '/run', '/tmp', '/etc', '/app', '/var', '/home', '/root']) search(root, 3);
`,
};

export interface ProbeResult {
  readonly exitCode: number | null;
  /** Without the line that names the container, and without the one that says how a run failed. */
  readonly output: string;
}

export interface ProbeOptions {
  readonly task?: string;
  readonly place?: Place;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs a shell script as the command of a task in a real container. */
export async function probe(
  client: Client,
  script: string,
  options: ProbeOptions = {},
): Promise<ProbeResult> {
  const { task = 'probe', place = {}, variables = {} } = options;
  const { activity, entries } = await client.run(task, { ...variables, PROBE: script }, place);
  const { outcome } = activity.payload;
  if (outcome === undefined || !['succeeded', 'failed'].includes(outcome.kind)) {
    throw new Error(`the probe did not end by itself: ${outcome?.description}`);
  }
  const own = entries.slice(1, outcome.kind === 'failed' ? -1 : undefined);
  return { exitCode: outcome.exit_code, output: own.map(({ message }) => message).join('') };
}

/** Address on its bridge of the application at a path of the environment. */
export async function addressOf(client: Client, path: string, place: Place = {}): Promise<string> {
  const { text } = await client.visit(path, place);
  return String(JSON.parse(text).address);
}
