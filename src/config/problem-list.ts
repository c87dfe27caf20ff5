import { error, type Finding, toProblem } from './finding.ts';
import { limits } from './limits.ts';
import type { ConfigProblem } from './problem.ts';

/** The findings as problems, in file order, none twice, at most 100 and then one that counts the rest. */
export function problemList(findings: readonly Finding[]): readonly ConfigProblem[] {
  const ordered = [...new Map(findings.map((finding) => [identity(finding), finding])).values()].sort(
    byPlace,
  );
  const shown = ordered.length > limits.problems ? mostSevere(ordered) : ordered;
  const problems = shown.map(toProblem);
  const last = shown.at(-1);
  const rest = ordered.length - shown.length;
  if (last === undefined || rest === 0) return problems;
  const more = error(
    'too_many_problems',
    { place: last.place, path: [] },
    `There are ${rest} more problems.`,
  );
  return [...problems, toProblem({ ...more, severity: last.severity })];
}

/** Errors must not be crowded out by warnings. */
function mostSevere(ordered: readonly Finding[]): readonly Finding[] {
  const errors = ordered.filter((finding) => finding.severity === 'error');
  const warnings = ordered.filter((finding) => finding.severity === 'warning');
  return [...errors, ...warnings].slice(0, limits.problems).sort(byPlace);
}

function byPlace(a: Finding, b: Finding): number {
  return a.place.source.index - b.place.source.index || a.place.offset - b.place.offset;
}

function identity(finding: Finding): string {
  return JSON.stringify([finding.place.source.index, finding.place.offset, finding.path, finding.message]);
}
