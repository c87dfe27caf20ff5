/** A configuration in which every part of a deployment that the API shows occurs. */
export const sampleConfig = `
applications:
  web:
    type: nodejs:24
    source: { root: app }
    relationships: { db: "db:postgresql" }
    mounts: { var/files: { source: storage, source_path: files } }
    variables: { env: { LEVEL: info } }
    hooks: { build: npm ci, deploy: ./migrate }
    web:
      commands: { start: node server.js }
      locations:
        /: { root: public, passthru: true, expires: 300, rules: { '\\.css$': { expires: 3600, allow: true } } }
    workers:
      mail:
        commands: { start: node mail.js }
    crons:
      nightly: { spec: '0 3 * * *', commands: { start: node nightly.js } }
    authorizations:
      - { type: task, resource: report, action: operate }
      - { type: env, action: view }
services:
  db: { type: postgresql:16 }
tasks:
  report:
    type: nodejs:24
    source: { root: report }
    hooks: { build: npm ci }
    relationships: { db: "db:postgresql", site: "web:http" }
    mounts: { work: { source: tmp } }
    variables: { env: { BATCH_SIZE: 100 } }
    authorizations: [{ type: env, action: view }]
    run: { command: node report.js, timeout: 600 }
  export:
    type: nodejs:24
    run: { command: node export.js }
routes:
  "https://{default}/": { type: upstream, upstream: "web:http" }
  "https://{default}/old": { type: redirect, to: "https://{default}/" }
`;
