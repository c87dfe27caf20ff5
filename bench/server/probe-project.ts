import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const probe = {
  project: 'probe',
  echo: 'echo',
  nothing: 'nothing',
  script: 'script',
} as const;

/** The commands of its tasks, and what a peer has to run to do the same; `script` does what the trigger says. */
export const commands = { echo: 'echo go', nothing: 'true', script: 'eval "$SCRIPT"' } as const;

export const applicationCommand = 'node server.mjs';

/** The Node.js that runs this: an image that is on the machine already. */
const type = `nodejs:${process.versions.node.split('.')[0]}`;

const config = `applications:
  web:
    type: "${type}"
    web:
      commands:
        start: ${applicationCommand}
tasks:
${Object.entries({ ...commands, linger: 'exec sleep 250' })
  .map(([name, command]) => task(name, command))
  .join('\n')}
`;

function task(name: string, command: string): string {
  return `  ${name}:
    type: "${type}"
    run:
      command: ${JSON.stringify(command)}
      timeout: 300`;
}

const server = `import { createServer } from 'node:http';
createServer((_, response) => response.end('ok')).listen(Number(process.env.PORT));
`;

/** Writes a project with an idle application and two tiny tasks into the folder; returns where. */
export async function writeProbeProject(directory: string): Promise<string> {
  const source = join(directory, 'probe');
  await mkdir(join(source, '.upsun'), { recursive: true });
  await writeFile(join(source, '.upsun/config.yaml'), config);
  await writeFile(join(source, 'server.mjs'), server);
  return source;
}
