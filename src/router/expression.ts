import { setFlagsFromString } from 'node:v8';

let isPrepared = false;

/**
 * A project's regular expression. One that goes back and forth without end is taken over by V8's engine that never does:
 * otherwise it would hold up every visitor of this server. Null where it is none.
 */
export function expression(pattern: string): RegExp | null {
  if (!isPrepared) setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  isPrepared = true;
  try {
    return new RegExp(pattern);
  } catch {
    return null;
  }
}
