import type { ProjectFiles } from '../support/project-archive.ts';

/** An application that takes notes of whoever speaks to it: `/note?text` adds one, `/notes` lists them. */
const program = `
import { createServer } from 'node:http';
const notes = [];
createServer((request, response) => {
  const { pathname, search } = new URL(request.url, 'http://web');
  if (pathname === '/note') notes.push(decodeURIComponent(search.slice(1)));
  if (pathname === '/die') setTimeout(() => process.exit(1), 20);
  response.setHeader('content-type', 'application/json').end(JSON.stringify(notes));
}).listen(process.env.PORT);
`;

const routes = `
routes:
  "https://{default}/": { type: upstream, upstream: "web:http" }
`;

/** The application \`web\` with further keys, and what else the file has. Both are YAML, indented by four and none. */
export function partsProject(keys: string, more = '', files: ProjectFiles = {}): ProjectFiles {
  const config = `
applications:
  web:
    type: "nodejs:26"
    web: { commands: { start: node server.mjs } }
${keys}
${more}
${routes}`;
  return { '.upsun/config.yaml': config, 'server.mjs': program, ...files };
}
