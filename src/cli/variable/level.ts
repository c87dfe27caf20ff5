import { InvalidArgumentError } from 'commander';
import { ErrandError } from '../../errors/errand-error.ts';
import type { ApiClient } from '../client/api-client.ts';
import { environmentPath, projectPath } from '../client/paths.ts';
import { findPlace, findProjectPlace, type Session } from '../session.ts';
import type { Level, VariableDocument } from './variable-document.ts';

export interface LevelOptions {
  readonly level?: Level;
}

export const levelHelp = "'project' or 'environment'; p and e will do";

/** Reads `--level`. */
export function parseLevel(text: string): Level {
  if ('project'.startsWith(text) && text !== '') return 'project';
  if ('environment'.startsWith(text) && text !== '') return 'environment';
  throw new InvalidArgumentError("It is 'project' or 'environment'.");
}

export interface VariablePlace {
  readonly client: ApiClient;
  readonly level: Level;
  /** Path of the list. */
  readonly path: string;
  /** `environment main`. */
  readonly said: string;
}

/** The place at the named level. */
export async function placeAt(session: Session<unknown>, level: Level): Promise<VariablePlace> {
  if (level === 'project') {
    const { client, project } = await findProjectPlace(session);
    return { client, level, path: `${projectPath(project)}/variables`, said: `project ${project}` };
  }
  const { client, project, environment } = await findPlace(session);
  const path = `${environmentPath(project, environment)}/variables`;
  return { client, level, path, said: `environment ${environment}` };
}

export const variablePath = ({ path }: VariablePlace, name: string) => `${path}/${encodeURIComponent(name)}`;

export interface FoundVariable {
  readonly place: VariablePlace;
  readonly variable: VariableDocument;
}

/** The variable at the named level; where none is named, the environment's before the project's. Errors: the API's. */
export async function findVariable(session: Session<LevelOptions>, name: string): Promise<FoundVariable> {
  const { level } = session.options;
  if (level !== undefined) return readVariable(await placeAt(session, level), name);
  try {
    return await readVariable(await placeAt(session, 'environment'), name);
  } catch (error) {
    const passing = ['variable_not_found', 'environment_not_found', 'forbidden'];
    if (!(error instanceof ErrandError) || !passing.includes(error.code)) throw error;
    return readVariable(await placeAt(session, 'project'), name);
  }
}

async function readVariable(place: VariablePlace, name: string): Promise<FoundVariable> {
  return { place, variable: (await place.client.get(variablePath(place, name))) as VariableDocument };
}
