import { Composer, type CST, type Document, type YAMLError, YAMLParseError } from 'yaml';
import { Composition } from './compose.ts';
import { refuseControlCharacter } from './control-character.ts';
import { error, type Finding } from './finding.ts';
import { parseTokens, ReadingBudget } from './size-guard.ts';
import { lineAndColumn, type SourceText } from './source-text.ts';
import { syntaxHint, syntaxMessage } from './syntax-error.ts';
import type { ConfigNode } from './tree.ts';

export interface ReadDocument {
  /** Null where the text is not YAML, or too much of it: nothing in it can be relied on. */
  readonly tree: ConfigNode | null;
  readonly findings: readonly Finding[];
}

/**
 * Reads one file's YAML; `firstSection` is what to begin an odd one with. Every fault of its syntax is a finding; none is
 * thrown. Files that are read with one `budget` share it.
 */
export function readDocument(
  source: SourceText,
  firstSection = 'applications',
  budget = new ReadingBudget(),
): ReadDocument {
  const guarded = parseTokens(source, budget);
  if ('refused' in guarded) return { tree: null, findings: [guarded.refused] };
  const control = refuseControlCharacter(source);
  if (control !== null) return { tree: null, findings: [control] };
  const document = composeDocument(guarded.tokens, source.text.length);
  // A tag that is not understood is only a warning to the yaml package; the value behind it would be wrong.
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) return { tree: null, findings: firstOfEachLine(faults, source) };
  const composition = new Composition(source);
  const tree = composition.node(document.contents, [], null);
  const tooLarge = composition.findings.filter((finding) => finding.code === 'too_large');
  if (tooLarge.length > 0) return { tree: null, findings: tooLarge };
  if (!isMapping(tree))
    return { tree: null, findings: [...composition.findings, notMapping(tree, firstSection)] };
  return { tree, findings: composition.findings };
}

/** What `parseDocument` of the yaml package does, from tokens that are there already. */
function composeDocument(tokens: readonly CST.Token[], end: number): Document.Parsed {
  const composer = new Composer({
    version: '1.2',
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
  });
  const [document, second] = composer.compose(tokens, true, end);
  if (document === undefined) throw new TypeError('a composer that is forced to makes a document');
  if (second !== undefined) {
    const { range } = second;
    document.errors.push(new YAMLParseError([range[0], range[1]], 'MULTIPLE_DOCS', ''));
  }
  return document;
}

/** An empty file is fine. */
function isMapping({ content }: ConfigNode): boolean {
  return content.kind === 'map' || (content.kind === 'scalar' && content.value === null);
}

function notMapping(tree: ConfigNode, section: string): Finding {
  const hint = `Begin the file with a section such as \`${section}:\`.`;
  return error('wrong_type', { place: tree.at, path: [] }, 'A configuration file must be a mapping.', hint);
}

/** One slip makes the parser complain several times on the same line; the first complaint is the telling one. */
function firstOfEachLine(faults: readonly YAMLError[], source: SourceText): readonly Finding[] {
  const lines = new Map<number, Finding>();
  for (const fault of faults) {
    const [offset, end] = fault.pos;
    const place = { source, offset, length: end - offset };
    const { line } = lineAndColumn(place);
    if (lines.has(line)) continue;
    const message = syntaxMessage(fault);
    lines.set(line, error('syntax', { place, path: [] }, message, syntaxHint(fault.code)));
  }
  return [...lines.values()];
}
