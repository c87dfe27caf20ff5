import type { Command } from 'commander';
import { readDocument } from '../client/documents.ts';
import { type PullDocument, shortDigest } from '../client/image-documents.ts';
import { writeJson } from '../output/json.ts';
import { withProgress } from '../output/progress.ts';
import { openSession, type Session } from '../session.ts';

interface Options {
  readonly update?: boolean;
}

export function addImagePull(program: Command): void {
  program
    .command('image:pull')
    .description('Fetch an image to the server before anything needs it')
    .argument('<image>', 'a type such as python:3.13, or the reference of an image')
    .option('--update', 'take what the tag stands for now; the next push builds with it')
    .action(async (image: string, _options, command: Command) => pull(openSession<Options>(command), image));
}

async function pull(session: Session<Options>, image: string): Promise<void> {
  const client = await session.connect();
  const { out, err } = session.terminal;
  const update = session.options.update === true;
  const pulled = await withProgress(err, `pulling ${image}`, async () => {
    for (;;) {
      const answer = readDocument<PullDocument>(await client.post('/images/pull', { image, update }));
      if (answer.state === 'complete') return answer;
    }
  });
  if (session.json) return writeJson(out, pulled);
  const { reference, digest } = pulled;
  err.line(
    `${err.paint.green('✔')} ${err.plain(reference ?? image)} is there (${shortDigest(digest ?? '')}).`,
  );
}
