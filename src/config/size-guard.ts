import { Lexer, Parser } from 'yaml';
import { error, type Finding } from './finding.ts';
import { limits } from './limits.ts';
import type { SourceText } from './source-text.ts';

/**
 * Why a file is too much to read, or null. Runs the lexer and the parser, which do not call themselves and can be
 * left at any point, ahead of the composer, which does and cannot.
 */
export function refuseHugeFile(source: SourceText): Finding | null {
  const refuse = (code: 'too_large' | 'too_deep', offset: number, message: string, hint: string) =>
    error(code, { place: { source, offset, length: 1 }, path: [] }, message, hint);
  const { text } = source;
  if (text.length > limits.fileBytes) {
    return refuse(
      'too_large',
      0,
      `The file is larger than ${limits.fileBytes} bytes.`,
      'Split it into several files.',
    );
  }
  const parser = new Parser();
  let offset = 0;
  let tokens = 0;
  for (const lexeme of new Lexer().lex(text)) {
    drain(parser.next(lexeme));
    if (parser.stack.length > limits.depth) {
      return refuse(
        'too_deep',
        offset,
        `The file is nested deeper than ${limits.depth} levels.`,
        'Make it flatter.',
      );
    }
    tokens += 1;
    if (tokens > limits.tokens) {
      return refuse('too_large', offset, 'The file has too many values.', 'Split it into several files.');
    }
    // The lexer's control pieces (byte order mark, end of document, flow error, start of scalar) are not in the text.
    if (!isControl(lexeme)) offset += lexeme.length;
  }
  return null;
}

function drain(tokens: Iterable<unknown>): void {
  for (const _ of tokens);
}

function isControl(lexeme: string): boolean {
  return lexeme === '\u0002' || lexeme === '\u0018' || lexeme === '\u001f';
}
