import { readExpression } from '../config/expression.ts';

/** Asked at every request, and the same ones again and again. */
const known = new Map<string, RegExp | null>();
const mostKnown = 1000;

/**
 * A project's regular expression; null where it is none that is taken, which the check of configurations refuses. One that was
 * deployed before it did may be such.
 */
export function expression(pattern: string): RegExp | null {
  const found = known.get(pattern);
  if (found !== undefined) return found;
  const read = readExpression(pattern);
  const compiled = 'expression' in read ? read.expression : null;
  if (known.size >= mostKnown) known.clear();
  known.set(pattern, compiled);
  return compiled;
}
