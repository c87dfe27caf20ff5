import { type CST, Lexer, Parser } from 'yaml';
import { error, type Finding } from './finding.ts';
import { limits } from './limits.ts';
import type { SourceText } from './source-text.ts';

/** What the files of one configuration may still cost, together. */
export class ReadingBudget {
  #characters: number = limits.characters;
  #lexemes: number = limits.lexemes;

  /** Whether a file of this many characters may be read. */
  takeFile(characters: number): boolean {
    this.#characters -= characters;
    return this.#characters >= 0;
  }

  takeLexeme(): boolean {
    this.#lexemes -= 1;
    return this.#lexemes >= 0;
  }
}

type Guarded = { readonly refused: Finding } | { readonly tokens: readonly CST.Token[] };

/**
 * The syntax of a file, or why it is too much to read. The lexer and the parser do not call themselves and can be left
 * at any point; the composer, which takes what they made, calls itself once a level.
 */
export function parseTokens(source: SourceText, budget: ReadingBudget): Guarded {
  const refuse = (code: 'too_large' | 'too_deep', offset: number, message: string, hint: string) => ({
    refused: error(code, { place: { source, offset, length: 1 }, path: [] }, message, hint),
  });
  const { text } = source;
  if (text.length > limits.fileBytes) {
    const message = `The file is larger than ${limits.fileBytes} bytes.`;
    return refuse('too_large', 0, message, 'Split it into several files.');
  }
  if (!budget.takeFile(text.length)) {
    const message = `The files have more than ${limits.characters} characters together.`;
    return refuse('too_large', 0, message, 'Remove what is not needed.');
  }
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > limits.depth) {
      const message = `The file is nested deeper than ${limits.depth} levels.`;
      return refuse('too_deep', offset, message, 'Make it flatter.');
    }
    if (!budget.takeLexeme())
      return refuse('too_large', offset, 'The configuration has too many values.', 'Make it smaller.');
    // The lexer's control pieces (byte order mark, end of document, flow error, start of scalar) are not in the text.
    if (!isControl(lexeme)) offset += lexeme.length;
  }
  tokens.push(...parser.end());
  return { tokens };
}

function isControl(lexeme: string): boolean {
  return lexeme === '\u0002' || lexeme === '\u0018' || lexeme === '\u001f';
}
