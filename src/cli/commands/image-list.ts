import type { Command } from 'commander';
import { readHoldings, shortDigest } from '../client/image-documents.ts';
import { writeJson } from '../output/json.ts';
import { sayInstant } from '../output/say-instant.ts';
import { saySize } from '../output/size.ts';
import { writeTable } from '../output/table.ts';
import { openSession, type Session } from '../session.ts';

export function addImageList(program: Command): void {
  program
    .command('image:list')
    .description('List the images and the results of builds on the server')
    .action(async (_options, command: Command) => list(openSession(command)));
}

const sayUse = (inUse: boolean) => (inUse ? 'yes' : 'no');

async function list(session: Session<unknown>): Promise<void> {
  const client = await session.connect();
  const holdings = readHoldings(await client.get('/images'));
  const { out, err } = session.terminal;
  if (session.json) return writeJson(out, holdings);
  const { images, slugs } = holdings;
  if (images.length === 0) err.line('The server has no image of a registry; runtimes come from its machine.');
  else {
    const rows = images.map((image) => [
      image.reference,
      shortDigest(image.digest),
      saySize(image.bytes),
      sayUse(image.in_use),
      sayInstant(image.used_at),
    ]);
    writeTable(out, ['IMAGE', 'DIGEST', 'SIZE', 'IN USE', 'LAST USED'], rows);
  }
  if (slugs.length === 0) return;
  const rows = slugs.map((slug) => [
    slug.slug.slice(0, 12),
    saySize(slug.bytes),
    sayUse(slug.in_use),
    sayInstant(slug.used_at),
  ]);
  writeTable(out, ['SLUG', 'SIZE', 'IN USE', 'LAST USED'], rows);
}
