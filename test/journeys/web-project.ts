import type { ProjectFiles } from '../support/project-archive.ts';

const config = `
applications:
  web:
    type: "nodejs:26"
    source: { root: web }
    web: { commands: { start: node server.mjs } }
    authorizations:
      - { type: env, action: view }
tasks:
  call:
    type: "nodejs:26"
    source: { root: web }
    relationships: { app: "web:http" }
    run: { command: 'curl -sS "$APP_URL/who"' }
routes:
  "https://{default}/": { type: upstream, upstream: "web:http" }
`;

/** An ordinary program: it handles no signal, and a request may take its time. */
const program = `
import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { networkInterfaces } from 'node:os';
import { readFileSync } from 'node:fs';

const started = Date.now();
const version = readFileSync('version.txt', 'utf8');
const sizeOf = async (request) => {
  let size = 0;
  for await (const chunk of request) size += chunk.length;
  return size;
};
const answers = {
  '/who': () => ({ version, started, port: process.env.PORT, address: networkInterfaces().eth0[0].address }),
  '/die': () => setTimeout(() => process.exit(3), 20) && { dying: true },
  '/slow': () => pause(100).then(() => ({ version })),
  '/headers': (request) => request.headers,
  '/size': async (request) => ({ method: request.method, size: await sizeOf(request) }),
  '/token': async () => {
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    return { status: (await fetch('http://localhost:8200/oauth2/token', { method: 'POST', body })).status };
  },
};
let gone = 0;
const more = new EventEmitter();
const server = createServer(async (request, response) => {
  const path = request.url.split('?')[0];
  if (path === '/stream') {
    response.write('first\\n');
    more.once('asked', () => response.end('second\\n'));
    return;
  }
  if (path === '/more') return response.end(String(more.emit('asked')));
  if (path === '/wait') return response.once('close', () => (gone += 1));
  if (path === '/gone') return response.end(String(gone));
  const answer = answers[path];
  if (answer === undefined) return response.writeHead(404).end('the application knows no ' + path);
  response.setHeader('content-type', 'application/json').end(JSON.stringify(await answer(request)));
});
server.on('upgrade', (request, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\n');
  socket.write('welcome to ' + request.url + '\\n');
  socket.pipe(socket);
});
server.listen(process.env.PORT, () => console.log('version', version.trim(), 'listens'));
`;

/** An application that tells about itself, and a task that asks it. */
export function webProject(version: string, changes: ProjectFiles = {}): ProjectFiles {
  return { '.upsun/config.yaml': config, 'web/server.mjs': program, 'web/version.txt': version, ...changes };
}
