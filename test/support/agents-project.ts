import type { ProjectFiles } from './project-archive.ts';

/** Gets a token from the broker and calls the API with it, as code written for the original does. */
const client = `
import { request } from 'node:http';
export const broker = 'http://localhost:8200/oauth2/token';
export async function token(url = broker, headers = {}) {
  const answer = await fetch(url, { method: 'POST', headers, body: new URLSearchParams({ grant_type: 'client_credentials' }), signal: AbortSignal.timeout(2000) });
  return (await answer.json()).access_token;
}
export const environment = 'https://api.upsun.com/projects/' + process.env.PLATFORM_PROJECT + '/environments/' + process.env.PLATFORM_BRANCH;
export async function call(method, url, body) {
  const headers = { authorization: 'Bearer ' + await token(), 'content-type': 'application/json' };
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}
`;

/** Triggers the task of its own run once more, which does the same. */
const again = `
import { call, environment } from './client.mjs';
const { status, body } = await call('POST', environment + '/tasks/agent/run', { variables: { env: { SCRIPT: 'node again.mjs' } } });
console.log('again', status, JSON.stringify({ error: body.error, message: body.message }));
`;

/** Tries every way to another container's token that a process could think of; a line for each, with what came of it. */
const thief = `
import { connect } from 'node:net';
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { token } from './client.mjs';
const [victim, gateway] = process.argv.slice(2);
const say = (what, outcome) => console.log(what + ' | ' + outcome);
const claims = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url')).principal;
const owner = (jwt) => claims(jwt).workload + ' ' + claims(jwt).authorizations.length;
const attempt = async (what, url, headers) => say(what, await token(url, headers).then(owner, (error) => 'nothing: ' + (error.cause?.code ?? error.name)));
const at = (host) => 'http://' + host + ':8200/oauth2/token';
await attempt('its own', at('localhost'));
await attempt('its own over IPv6', at('[::1]'));
await attempt('address of the victim', at(victim));
await attempt('address of the gateway', at(gateway));
await attempt('another loopback address', at('127.0.0.2'));
await attempt('address of the victim over IPv6', at('[::ffff:' + victim + ']'));
const lies = { 'x-forwarded-for': victim, 'x-real-ip': victim, 'x-client-ip': victim, 'true-client-ip': victim, forwarded: 'for=' + victim, 'x-forwarded-host': victim, via: '1.1 ' + victim };
for (const [name, value] of Object.entries(lies)) await attempt('header ' + name, at('localhost'), { [name]: value });
const listening = (file) => readFileSync('/proc/net/' + file, 'utf8').split('\\n').slice(1).map((line) => line.trim().split(/ +/)).filter((parts) => parts[3] === '0A').map((parts) => parseInt(parts[1].split(':').pop(), 16));
say('ports that listen', [...listening('tcp'), ...listening('tcp6')].sort((a, b) => a - b).join(' '));
say('interfaces with IPv6', [...new Set(readFileSync('/proc/net/if_inet6', 'utf8').trim().split('\\n').map((line) => line.split(/ +/).pop()))].join(' '));
const python = (code) => { const { status, stderr } = spawnSync('/usr/bin/python3', ['-c', 'import socket; ' + code]); return status === 0 ? 'open' : String(stderr).trim().split('\\n').pop(); };
say('raw socket', python('socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)'));
say('packet socket', python('socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 3)'));
say('transparent socket', python('s = socket.socket(); s.setsockopt(0, 19, 1)'));
say('fake broker in its place', python('s = socket.socket(); s.setsockopt(1, 15, 1); s.setsockopt(1, 2, 1); s.bind(("127.0.0.1", 8200)); s.listen()'));
const raw = await new Promise((resolve) => {
  const socket = connect(8200, 'localhost').on('error', () => resolve('')).on('close', () => resolve(text));
  let text = '';
  socket.on('data', (data) => { text += data; });
  const body = 'grant_type=client_credentials&client_id=agent';
  socket.end('POST http://' + victim + ':8200/oauth2/token HTTP/1.1\\r\\nHost: ' + victim + ':8200\\r\\nConnection: close\\r\\nContent-Length: ' + body.length + '\\r\\n\\r\\n' + body);
});
const got = /"access_token":"([^"]+)"/.exec(raw)?.[1];
say('a URL of the victim', got === undefined ? 'nothing: ' + raw.split('\\r\\n')[0] : owner(got));
`;

/** A broker of one's own beside the real one: whoever asks it is heard of in the log. */
const fakeBroker = `
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
const { address } = networkInterfaces().eth0[0];
createServer((request, response) => { console.log('somebody asked'); response.end('{"access_token":"fake","expires_in":900}'); })
  .listen(8200, address, () => console.log('fake broker listens'));
`;

const address = `
import { networkInterfaces } from 'node:os';
console.log('address', networkInterfaces().eth0[0].address);
`;

export interface AgentsProject {
  /** YAML: the authorizations of the task \`agent\`. */
  readonly agent?: string;
}

const allRights = '[{type: task, resource: agent, action: operate}, {type: env, action: view}]';

/** Tasks that do what \`SCRIPT\` says: \`agent\` has rights and outlives a deploy, \`thief\` has none, \`surveyor\` views the project. */
export function agentsProject({ agent = allRights }: AgentsProject = {}): ProjectFiles {
  const task = (authorizations: string, more = '') =>
    `{type: "nodejs:26", source: {root: task}, run: {command: 'eval "$SCRIPT"'${more}}, authorizations: ${authorizations}}`;
  const config = `
applications:
  web:
    type: "nodejs:26"
    source: { root: app }
    web: { commands: { start: "node -e 'http.createServer((_, r) => r.end()).listen(process.env.PORT)'" } }
tasks:
  agent: ${task(agent, ', on_deploy: finish')}
  thief: ${task('[]')}
  surveyor: ${task('[{type: project, action: view}]')}
`;
  return {
    '.upsun/config.yaml': config,
    'app/readme.txt': 'nothing\n',
    'task/client.mjs': client,
    'task/again.mjs': again,
    'task/thief.mjs': thief,
    'task/fake-broker.mjs': fakeBroker,
    'task/address.mjs': address,
  };
}
