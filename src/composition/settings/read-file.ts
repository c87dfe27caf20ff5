import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { readDocument } from '../../config/document.ts';
import { explain } from '../../config/explain.ts';
import { limits } from '../../config/limits.ts';
import { problemList } from '../../config/problem-list.ts';
import { renderProblems } from '../../config/render.ts';
import { sourceText } from '../../config/source-text.ts';
import { plain } from '../../config/tree.ts';
import { ErrandError } from '../../errors/errand-error.ts';
import { settingsFile } from './schema.ts';

export type Written = Readonly<Record<string, unknown>>;

/**
 * What a settings file says, section by section, checked and without its empty keys. A file that is not there says
 * nothing, unless it was asked for by name. Error: `settings_invalid`, with every problem's file, line and column.
 */
export function readSettingsFile(path: string, needed: boolean): Written {
  const text = readText(path, needed);
  if (text === null) return {};
  const { tree, findings } = readDocument(sourceText({ path, text }, 0), 'server');
  if (tree === null) return refuse(findings);
  const written = withoutEmpty(plain(tree));
  const read = settingsFile.safeParse(written);
  const all = [...findings, ...(read.success ? [] : explain(read.error.issues, tree, settingsFile))];
  return all.length > 0 ? refuse(all) : written;
}

function refuse(findings: Parameters<typeof problemList>[0]): never {
  const problems = problemList(findings);
  throw new ErrandError('settings_invalid', `The settings have errors.\n\n${renderProblems(problems)}`, {
    details: { problems },
  });
}

/** Keys that begin with a dot hold anchors; a key with nothing behind it is as good as left out. */
function withoutEmpty(value: unknown): Written {
  const sections = Object.entries(Object(value)).filter(([name]) => !name.startsWith('.'));
  return Object.fromEntries(
    sections
      .filter(([, section]) => section !== null)
      .map(([name, section]) => [name, isMapping(section) ? filled(section) : section]),
  );
}

function filled(section: Written): Written {
  return Object.fromEntries(Object.entries(section).filter(([, value]) => value !== null));
}

export function isMapping(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readText(path: string, needed: boolean): string | null {
  try {
    // Neither waiting for the other end of a pipe nor reading a device without an end.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(file);
      if (!stats.isFile()) throw new Error('it is not a file');
      if (stats.size > limits.fileBytes) throw new Error(`it is larger than ${limits.fileBytes} bytes`);
      return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    if (!needed && cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ErrandError('settings_invalid', `the settings file ${path} cannot be read: ${reason}`, {
      cause,
    });
  }
}
