import { closeSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebDefinition } from '../../config/definition.ts';
import type { FailureLog } from '../guard.ts';
import { type Handling, handlingOf } from './location.ts';
import { isScript } from './script.ts';
import { findFile, sendFile } from './static-file.ts';

export interface Files {
  readonly web: WebDefinition;
  readonly log: FailureLog;
  folder(): number | null;
}

export type FileResult = 'answered' | 'missing' | 'not_allowed' | 'script';

/** Answers with a file where the location has one for the path. */
export function answerFromFiles(
  files: Files,
  handling: Handling,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): FileResult {
  const application = files.folder();
  if (handling.root === null || application === null) return 'missing';
  if (request.method !== 'GET' && request.method !== 'HEAD') return 'missing';
  const found = findFile(application, `${handling.root}/${handling.file}`);
  if (found === null) return 'missing';
  if (found.kind === 'folder') {
    closeSync(found.descriptor);
    return answerWithIndex(files, handling, request, response, path);
  }
  // A name with a slash behind it is a folder's.
  if (!handling.allow || path.endsWith('/')) {
    closeSync(found.descriptor);
    return handling.allow ? 'missing' : 'not_allowed';
  }
  if (isScript(handling.file)) {
    closeSync(found.descriptor);
    return 'script';
  }
  sendFile(request, response, found, path, handling, files.log);
  return 'answered';
}

/** A folder is answered for by its first index file that is there, and is asked for with a slash behind it. */
function answerWithIndex(
  files: Files,
  handling: Handling,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): FileResult {
  const folder = path.endsWith('/') ? path : `${path}/`;
  for (const name of handling.index) {
    const application = files.folder();
    const found =
      application === null ? null : findFile(application, `${handling.root}/${handling.file}/${name}`);
    if (found === null) continue;
    const itself = handlingOf(files.web, `${folder}${name}`) ?? handling;
    if (found.kind === 'folder' || !itself.allow || isScript(name)) {
      closeSync(found.descriptor);
      continue;
    }
    if (folder === path) {
      sendFile(request, response, found, name, itself, files.log);
    } else {
      closeSync(found.descriptor);
      redirectToFolder(request, response, path);
    }
    return 'answered';
  }
  return 'missing';
}

/** Relative to the host, so that no name in the path can lead to another one. */
function redirectToFolder(request: IncomingMessage, response: ServerResponse, path: string): void {
  const [, query] = (request.url ?? '').split(/\?(.*)/s, 2);
  const location = `${encodeURI(path)}/${query === undefined ? '' : `?${query}`}`;
  response.writeHead(301, { location }).end();
}
