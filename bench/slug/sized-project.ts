import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const sized = { project: 'sized', small: 'small', large: 'large' } as const;

/** The Node.js that runs this: an image that is on the machine already. */
const type = `nodejs:${process.versions.node.split('.')[0]}`;

/** Bytes that no compression makes smaller, so that the slug is as large on the disk as in the container. */
const task = (name: string, bytes: string) => `  ${name}:
    type: "${type}"
    hooks:
      build: head -c ${bytes} /dev/urandom >data
    run:
      command: test -s data && echo go
      timeout: 300`;

const config = `applications:
  web:
    type: "${type}"
    web: { locations: { /: { root: "" } } }
tasks:
${task(sized.small, '1K')}
${task(sized.large, '1G')}
`;

/** Writes a project with two tasks that differ in the size of their slugs alone; returns where. */
export async function writeSizedProject(directory: string): Promise<string> {
  const source = join(directory, 'sized');
  await mkdir(join(source, '.upsun'), { recursive: true });
  await writeFile(join(source, '.upsun/config.yaml'), config);
  return source;
}
