import { closeSync } from 'node:fs';
import type { Script } from '../fastcgi/parameters.ts';
import type { Files } from './answer-from-files.ts';
import type { Handling } from './location.ts';
import { isScript } from './script.ts';
import { findFile } from './static-file.ts';

function kindOf(files: Files, path: string): 'file' | 'folder' | null {
  const application = files.folder();
  const found = application === null ? null : findFile(application, path);
  if (found !== null) closeSync(found.descriptor);
  return found?.kind ?? null;
}

function scriptOf(root: string, prefix: string, below: string, pathInfo: string): Script {
  const documentRoot = ['/app', ...(root === '' ? [] : [root])].join('/');
  return { file: `${documentRoot}/${below}`, documentRoot, name: `${prefix}${below}`, pathInfo };
}

/** `/blog/` of `/blog/index.php`, where `index.php` is below the location. */
const prefixOf = (path: string, file: string) => path.slice(0, path.length - file.length);

/**
 * The script that a path means: the file itself, with or without more behind it (`/index.php/news/1`), or the folder's index
 * where that is one. Null where it means none.
 */
export function findScript(files: Files, handling: Handling, path: string): Script | null {
  const { root, file, index } = handling;
  if (root === null) return null;
  const prefix = prefixOf(path, file);
  const [, below, pathInfo = ''] = /^(.+?\.php)(\/.*)?$/s.exec(file) ?? [];
  if (below !== undefined && kindOf(files, `${root}/${below}`) === 'file')
    return scriptOf(root, prefix, below, pathInfo);
  if (!path.endsWith('/')) return null;
  const folder = file === '' || file.endsWith('/') ? file : `${file}/`;
  const first = index.find((name) => kindOf(files, `${root}/${folder}${name}`) === 'file');
  if (first === undefined || !isScript(first)) return null;
  return scriptOf(root, path.slice(0, path.length - folder.length), `${folder}${first}`, '');
}

/** The script that takes whatever is no file of a location: its `passthru`. */
export function passthruScript({ root, passthru, file }: Handling, path: string): Script | null {
  if (typeof passthru !== 'string') return null;
  return scriptOf(root ?? '', prefixOf(path, file), passthru.replace(/^\/+/, ''), '');
}
