import { readFileSync } from 'node:fs';
import { type ParsedConfig, parseConfig } from '../../src/config/parse.ts';
import type { ConfigProblem, Severity } from '../../src/config/problem.ts';

export const file = (text: string, path = '.upsun/config.yaml') => ({ path, text });

export const parse = (text: string): ParsedConfig => parseConfig([file(text)]);

/** An application that nothing is wrong with, for texts that are about something else. Takes one line. */
export const app = 'applications: {web: {type: "nodejs:24", web: {commands: {start: node server.js}}}}\n';

/** A task that nothing is wrong with, to which keys can be added on lines from the sixth on. */
export const task = `${app}tasks:\n  report:\n    type: nodejs:24\n    run: {command: node report.js}\n`;

/** Where and what the errors are: `7:3 unknown_key tasks.report.rnu`. */
export const errors = (text: string): string[] => shown(parse(text).problems, 'error');

export const warnings = (text: string): string[] => shown(parse(text).problems, 'warning');

function shown(problems: readonly ConfigProblem[], severity: Severity): string[] {
  return problems
    .filter((problem) => problem.severity === severity)
    .map(({ line, column, code, path }) => `${line}:${column} ${code} ${path}`.trimEnd());
}

/** The only problem that a text has. */
export function onlyProblem(text: string): ConfigProblem {
  const { problems } = parse(text);
  const [problem] = problems;
  if (problem === undefined || problems.length > 1) throw new Error(`${problems.length} problems`);
  return problem;
}

export function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.yaml`, import.meta.url), 'utf8');
}
