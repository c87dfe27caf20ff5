import { readDocument } from '../client/documents.ts';
import { writeJson } from '../output/json.ts';
import type { Session } from '../session.ts';
import type { VariableAnswer } from './variable-document.ts';

/** Writes what came of a change: the variable as JSON, or a sentence; warnings and when it is seen in any case. */
export function sayChange(session: Session<unknown>, answer: unknown, sentence: string): void {
  const { out, err } = session.terminal;
  const { message, warnings = [], _embedded } = readDocument<VariableAnswer>(answer);
  if (session.json) writeJson(out, _embedded?.entity ?? null);
  else out.line(sentence);
  for (const warning of warnings) err.line(err.paint.yellow(`Warning: ${warning}`));
  if (message !== undefined) err.line(err.paint.dim(message));
}
