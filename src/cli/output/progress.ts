import type { Output } from './terminal.ts';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const frameMilliseconds = 80;
const eraseLine = '\r\x1b[2K';

/** One line that says what is being waited for, until it is stopped. Shows on a terminal only. */
export interface Progress {
  say(text: string): void;
  /** Takes the line away. Safe to call twice. */
  stop(): void;
}

/** Shows `text` with a spinner; the timer does not keep the process alive. */
export function startProgress(output: Output, text: string): Progress {
  if (!output.isTty) return { say: () => {}, stop: () => {} };
  let shown = text;
  let frame = 0;
  const draw = (): void => {
    const mark = frames[frame % frames.length] ?? '';
    output.write(`${eraseLine}${output.paint.cyan(mark)} ${shown}`);
    frame += 1;
  };
  draw();
  const timer = setInterval(draw, frameMilliseconds).unref();
  let stopped = false;
  return {
    say: (next) => {
      shown = next;
    },
    stop: () => {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      output.write(eraseLine);
    },
  };
}

/** Shows `text` while `work` goes on. */
export async function withProgress<T>(output: Output, text: string, work: () => Promise<T>): Promise<T> {
  const progress = startProgress(output, text);
  try {
    return await work();
  } finally {
    progress.stop();
  }
}
