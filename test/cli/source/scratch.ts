import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A directory to deploy, gone after the test. */
export interface Scratch extends Disposable {
  readonly path: string;
  write(file: string, text?: string, mode?: number): void;
  git(...words: readonly string[]): void;
}

/** Made with the given name, inside a folder of its own. */
export function scratchDirectory(name = 'my-shop'): Scratch {
  const parent = mkdtempSync(join(tmpdir(), 'errand-up-'));
  const path = join(parent, name);
  mkdirSync(path);
  return {
    path,
    write: (file, text = file, mode = 0o644) => {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text, { mode });
    },
    git: (...words) => {
      const identity = [
        '-c',
        'user.name=Ada',
        '-c',
        'user.email=ada@example.com',
        '-c',
        'protocol.file.allow=always',
      ];
      execFileSync('git', ['-C', path, ...identity, ...words], { stdio: 'ignore' });
    },
    [Symbol.dispose]: () => rmSync(parent, { recursive: true, force: true }),
  };
}
