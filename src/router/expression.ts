import { readExpression } from '../config/expression.ts';
import { Refusal } from './refuse.ts';

/** Asked at every request, and the same ones again and again. */
const known = new Map<string, RegExp | null>();
const mostKnown = 1000;

/**
 * Characters of expressions times characters of the path: what the engine may go through for one path, at about ten nanoseconds each.
 * All visitors of the server wait for it.
 */
const mostSteps = 4_000_000;

/**
 * A project's regular expression; null where it is none that is taken, which the check of configurations refuses. One that was
 * deployed before it did may be such.
 */
function expression(pattern: string): RegExp | null {
  const found = known.get(pattern);
  if (found !== undefined) return found;
  const read = readExpression(pattern);
  const compiled = 'expression' in read ? read.expression : null;
  if (known.size >= mostKnown) known.clear();
  known.set(pattern, compiled);
  return compiled;
}

/** Gives out the expressions that a path is tried against, until trying them all would hold up other visitors. */
export interface Trial {
  /** Null where the pattern is none that is taken. Throws a `Refusal`, 414. */
  against(pattern: string): RegExp | null;
}

export function trialOf(path: string): Trial {
  let steps = 0;
  return {
    against(pattern) {
      const compiled = expression(pattern);
      steps += (compiled?.source.length ?? 0) * path.length;
      if (steps <= mostSteps) return compiled;
      throw new Refusal(
        414,
        'the path is too long for the expressions of this environment’s routes and rules; shorten either',
      );
    },
  };
}
