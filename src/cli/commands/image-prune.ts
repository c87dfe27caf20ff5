import { type Command, InvalidArgumentError } from 'commander';
import { readHoldings, shortDigest } from '../client/image-documents.ts';
import { writeJson } from '../output/json.ts';
import { saySize } from '../output/size.ts';
import { openSession, type Session } from '../session.ts';

interface Options {
  readonly keepHours?: number;
}

export function addImagePrune(program: Command): void {
  program
    .command('image:prune')
    .description('Remove images and results of builds that nobody uses')
    .option(
      '--keep-hours <n>',
      "keep what was used in the last hours (default: the server's setting)",
      parseHours,
    )
    .action(async (_options, command: Command) => prune(openSession<Options>(command)));
}

function parseHours(text: string): number {
  const hours = Number(text);
  if (text.trim() !== '' && Number.isFinite(hours) && hours >= 0) return hours;
  throw new InvalidArgumentError('It must be a number of hours.');
}

async function prune(session: Session<Options>): Promise<void> {
  const client = await session.connect();
  const { keepHours } = session.options;
  const body = keepHours === undefined ? {} : { keep_hours: keepHours };
  const removed = readHoldings(await client.post('/images/prune', body));
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, removed);
  for (const { reference, digest } of removed.images) out.line(`${reference} ${shortDigest(digest)}`);
  for (const { slug, bytes } of removed.slugs) out.line(`slug ${slug.slice(0, 12)} ${saySize(bytes)}`);
  const count = removed.images.length + removed.slugs.length;
  err.line(count === 0 ? 'Nothing to remove: all is in use, or was a short time ago.' : `${count} removed.`);
}
