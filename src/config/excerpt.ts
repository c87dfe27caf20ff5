import type { Excerpt } from './problem.ts';
import { lineAndColumn, lineText, type Place } from './source-text.ts';

const width = 120;

/** The line at a place, cut to 120 characters around it, with nothing in it that a terminal would act upon. */
export function excerptAt(place: Place): Excerpt {
  const { line, column } = lineAndColumn(place);
  const text = lineText(place.source, line);
  const start = column > width - 20 ? column - 1 - width / 2 : 0;
  const window = printable(text.slice(start, start + width));
  const caret = column - 1 - start;
  return { text: window, caret, length: Math.max(1, Math.min(place.length, window.length - caret)) };
}

/** The text with every control character and bidirectional mark replaced, one for one, so that columns stay. */
export function printable(text: string): string {
  return text.replace(/\t/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '·');
}
