import type { MaskMemory } from '../../../secret/mask/masker.ts';
import type { LogStream } from '../log-entry.ts';
import { logStart } from '../log-position.ts';

/** What a program's output is pumped by; fixed when its container is made, and remembered over a crash. */
export interface SourceTerms {
  /** The container's id. */
  readonly id: string;
  /** Where its keeper writes what it prints, in the `k8s-file` format. */
  readonly rawPath: string;
  /** The log that it goes to. */
  readonly logPath: string;
  readonly limit: LogLimit | null;
  /** Texts that the log must not show. */
  readonly hidden: readonly string[];
}

export type LogLimit =
  /** The first bytes are kept and the last, with a line between them that says what is missing. */
  | { readonly kind: 'head-and-tail'; readonly bytes: number; readonly tailBytes: number }
  /** The log is begun anew at this size; the one before is kept beside it as `.1`. */
  | { readonly kind: 'rotate'; readonly bytes: number };

/** How far a source is pumped. With the length of the log it says all that going on after a crash needs. */
export interface SourceState {
  /** `left-out`: the limit is reached, and nothing goes into the log until the end. `tail`: the last lines do. */
  readonly phase: 'head' | 'left-out' | 'tail';
  /** Bytes of the raw output that are in the log or left out. */
  readonly offset: number;
  /** Bytes of the log that came from it, and those that were there when it began. */
  readonly written: number;
  /** Where in the raw output the part begins that is left out. */
  readonly leftOutFrom: number;
  /** Of the line taken last. */
  readonly timestamp: string;
  /** Where the masks of the streams are: what they hold back may be the beginning of a secret. */
  readonly masks: Readonly<Record<LogStream, MaskMemory | null>>;
}

export const freshMasks: SourceState['masks'] = { stdout: null, stderr: null };

export const sourceStart: SourceState = {
  phase: 'head',
  offset: 0,
  written: 0,
  leftOutFrom: 0,
  timestamp: logStart.timestamp,
  masks: freshMasks,
};
