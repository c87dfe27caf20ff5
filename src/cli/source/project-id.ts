import { basename } from 'node:path';

const maxLength = 50;

/** A project id from a directory's name: `My Shop!` becomes `my-shop`. */
export function projectIdFromDirectory(directory: string): string {
  const fit = basename(directory)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maxLength)
    .replace(/^-+|-+$/g, '');
  return fit === '' ? 'project' : fit;
}
