import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Watches one file for growth by inotify, and its folder for as long as the file is missing. */
export class FileWatch {
  readonly #path: string;
  readonly #onChange: () => void;
  #watcher: FSWatcher | null = null;
  #watched: 'file' | 'folder' | 'nothing' = 'nothing';

  constructor(path: string, onChange: () => void) {
    this.#path = path;
    this.#onChange = onChange;
    this.arm();
  }

  /** Watches the file if it can by now; where even its folder is missing or inotify is used up, nothing. */
  arm(): void {
    if (this.#watched === 'file') return;
    if (this.#try('file', this.#path, () => this.#onChange())) return;
    if (this.#watched === 'folder') return;
    const name = basename(this.#path);
    this.#try('folder', dirname(this.#path), (_, changed) => {
      if (changed !== name) return;
      this.arm();
      this.#onChange();
    });
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = null;
    this.#watched = 'nothing';
  }

  #try(
    what: 'file' | 'folder',
    path: string,
    listener: (event: string, changed: string | null) => void,
  ): boolean {
    try {
      const watcher = watch(path, listener);
      watcher.on('error', () => this.close());
      this.close();
      this.#watcher = watcher;
      this.#watched = what;
      return true;
    } catch {
      return false;
    }
  }
}
