import { close, fdatasync, open } from 'node:fs';

/** Has the disk keep what is in a file, against a loss of power. Nobody waits for it, and a file that is gone needs it no more. */
export function syncFile(path: string): void {
  open(path, 'r', (missing, file) => {
    if (missing !== null) return;
    fdatasync(file, () => close(file));
  });
}
