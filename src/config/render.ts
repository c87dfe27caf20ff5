import type { ConfigProblem, Severity } from './problem.ts';

/** How parts of a rendering are coloured; `picocolors` fits. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
}

const same = (text: string) => text;
const uncoloured: Paint = { bold: same, dim: same, red: same, yellow: same };

/** The problems as text: each with its place, the line it stands on with a caret below, and how to mend it. */
export function renderProblems(problems: readonly ConfigProblem[], paint: Paint = uncoloured): string {
  return problems.map((problem) => renderProblem(problem, paint)).join('\n\n');
}

function renderProblem(problem: ConfigProblem, paint: Paint): string {
  const colour = colourOf(problem.severity, paint);
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  const path = problem.path === '' ? '' : `  ${problem.path}`;
  return [
    `${paint.bold(place)}  ${colour(problem.severity)}${path}`,
    `  ${problem.message}`,
    ...renderExcerpt(problem, paint),
    ...(problem.hint === null ? [] : [`  ${problem.hint}`]),
  ].join('\n');
}

function renderExcerpt({ excerpt, line, severity }: ConfigProblem, paint: Paint): readonly string[] {
  if (excerpt === null || excerpt.text.trim() === '') return [];
  const number = String(line);
  const carets = '^'.repeat(excerpt.length);
  return [
    `  ${paint.dim(`${number} |`)} ${excerpt.text}`,
    `  ${' '.repeat(number.length)} ${paint.dim('|')} ${' '.repeat(excerpt.caret)}${colourOf(severity, paint)(carets)}`,
  ];
}

function colourOf(severity: Severity, paint: Paint): (text: string) => string {
  return severity === 'error' ? paint.red : paint.yellow;
}
