import { type ConfigPath, showPath } from './config-path.ts';
import { excerptAt, printable } from './excerpt.ts';
import type { ConfigProblem, ProblemCode, Severity } from './problem.ts';
import { lineAndColumn, type Place } from './source-text.ts';

/** A problem as the checks know it: line, column and excerpt are worked out only for those that are shown. */
export interface Finding {
  readonly severity: Severity;
  readonly code: ProblemCode;
  readonly place: Place;
  readonly path: ConfigPath;
  readonly message: string;
  readonly hint: string | null;
}

interface Located {
  readonly place: Place;
  readonly path: ConfigPath;
}

export function error(code: ProblemCode, at: Located, message: string, hint: string | null = null): Finding {
  return { severity: 'error', code, place: at.place, path: at.path, message, hint };
}

export function warning(
  code: ProblemCode,
  at: Located,
  message: string,
  hint: string | null = null,
): Finding {
  return { ...error(code, at, message, hint), severity: 'warning' };
}

export function toProblem(finding: Finding): ConfigProblem {
  return {
    severity: finding.severity,
    code: finding.code,
    file: finding.place.source.path,
    ...lineAndColumn(finding.place),
    path: readable(showPath(finding.path)),
    message: readable(finding.message),
    hint: finding.hint === null ? null : readable(finding.hint),
    excerpt: excerptAt(finding.place),
  };
}

/** A text that may quote a name of any length and content, fit to be shown. */
function readable(text: string): string {
  return printable(text.length > 500 ? `${text.slice(0, 499)}…` : text);
}
