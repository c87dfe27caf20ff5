import type { ProjectFiles } from '../support/project-archive.ts';

/** Answers with what the runs wrote down. */
const server = `
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const read = () => { try { return readFileSync('ledger/begun', 'utf8'); } catch { return ''; } };
createServer((_, response) => response.end(read())).listen(process.env.PORT);
`;

const config = `
applications:
  web:
    type: "nodejs:26"
    source: { root: app }
    web: { commands: { start: node server.cjs } }
    mounts: { ledger: { source: storage, source_path: ledger } }
tasks:
  script:
    type: "nodejs:26"
    source: { root: task }
    mounts: { ledger: { source: storage, service: web, source_path: ledger } }
    run: { command: 'echo "$KEY $ERRAND_ATTEMPT" >> ledger/begun; echo begun; eval "$SCRIPT"' }
routes:
  "https://{default}/": { type: upstream, upstream: "web:http" }
`;

/** Each run writes its key and attempt into a file outside of its container before it does what `SCRIPT` says. */
export const chaosProject: ProjectFiles = {
  '.upsun/config.yaml': config,
  'app/server.cjs': server,
  'task/readme.txt': 'nothing\n',
};
