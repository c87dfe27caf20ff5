import { Parser, type ReadEntry } from 'tar';

interface UploadedFile {
  readonly type: string;
  readonly target: string | undefined;
  readonly isExecutable: boolean;
  readonly text: string;
}

/** The files of a tar archive, by name. */
export async function readUpload(archive: Buffer = Buffer.alloc(0)): Promise<Record<string, UploadedFile>> {
  const files: Record<string, UploadedFile> = {};
  const parser = new Parser({
    onReadEntry: (entry: ReadEntry) => {
      const chunks: Buffer[] = [];
      entry.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
      entry.on('end', () => {
        const isExecutable = ((entry.mode ?? 0) & 0o111) !== 0;
        const name = entry.path.replace(/^\.\//, '');
        files[name] = {
          type: entry.type,
          target: entry.linkpath,
          isExecutable,
          text: Buffer.concat(chunks).toString(),
        };
      });
    },
  });
  await new Promise((resolve) => {
    parser.on('end', resolve);
    parser.end(archive);
  });
  return files;
}
