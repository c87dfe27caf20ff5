import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Which digest each tag stood for when it was looked up: it stays that until somebody asks for the newest. */
export interface Pins {
  find(reference: string): string | null;
  all(): Readonly<Record<string, string>>;
  set(reference: string, digest: string): Promise<void>;
  /** Forgets the pins of an image that is gone. */
  forget(digest: string): Promise<void>;
}

async function readPins(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  return JSON.parse(text) as Record<string, string>;
}

export async function openPins(path: string): Promise<Pins> {
  const pins = new Map(Object.entries(await readPins(path)));
  let writing = Promise.resolve();
  const save = async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const text = JSON.stringify(Object.fromEntries(pins), null, 2);
    await writeFile(`${path}.new`, text, { flush: true });
    await rename(`${path}.new`, path);
  };
  const saved = () => {
    writing = writing.catch(() => undefined).then(save);
    return writing;
  };
  return {
    find: (reference) => pins.get(reference) ?? null,
    all: () => Object.fromEntries(pins),
    set(reference, digest) {
      pins.set(reference, digest);
      return saved();
    },
    forget(digest) {
      for (const [reference, pinned] of pins) if (pinned === digest) pins.delete(reference);
      return saved();
    },
  };
}
