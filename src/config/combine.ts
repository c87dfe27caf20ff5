import { readDocument } from './document.ts';
import { error, type Finding } from './finding.ts';
import { ReadingBudget } from './size-guard.ts';
import { lineAndColumn, type SourceText } from './source-text.ts';
import { type ConfigNode, entriesOf, placeOf } from './tree.ts';

const sections = ['applications', 'services', 'tasks', 'routes'];

export interface CombinedFiles {
  /** Always has the four sections, as maps. */
  readonly tree: ConfigNode;
  readonly findings: readonly Finding[];
  /** Whether every file could be read: if not, a name that is missing may be in one of the others. */
  readonly complete: boolean;
}

/** Reads the files and joins their sections into one tree. A name that two files define is a finding. */
export function combine(sources: readonly SourceText[]): CombinedFiles {
  const findings: Finding[] = [];
  const top = new Map<string, ConfigNode>();
  const [source] = sources;
  if (source === undefined) throw new TypeError('there must be a file');
  const start = { source, offset: 0, length: 0 };
  for (const name of sections) top.set(name, emptySection(start));
  let complete = true;
  const budget = new ReadingBudget();
  for (const source of sources) {
    const document = readDocument(source, 'applications', budget);
    findings.push(...document.findings);
    if (document.tree === null) complete = false;
    else findings.push(...addDocument(top, document.tree));
  }
  return { tree: { key: null, at: start, content: { kind: 'map', entries: top } }, findings, complete };
}

function emptySection(at: ConfigNode['at']): ConfigNode {
  return { key: null, at, content: { kind: 'map', entries: new Map() } };
}

function addDocument(top: Map<string, ConfigNode>, document: ConfigNode): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [name, node] of entriesOf(document)) {
    // Keys that begin with a dot hold anchors; they mean nothing by themselves.
    if (name.startsWith('.') || (sections.includes(name) && isNull(node))) continue;
    if (sections.includes(name) && node.content.kind !== 'map') findings.push(notSection(name, node));
    else findings.push(...addSection(top, name, node));
  }
  return findings;
}

function addSection(top: Map<string, ConfigNode>, name: string, node: ConfigNode): readonly Finding[] {
  const before = top.get(name);
  if (before === undefined) {
    top.set(name, node);
    return [];
  }
  const joined = new Map(entriesOf(before));
  const findings: Finding[] = [];
  for (const [entry, value] of entriesOf(node)) {
    const earlier = joined.get(entry);
    if (earlier === undefined) joined.set(entry, value);
    else findings.push(definedTwice([name, entry], earlier, value));
  }
  top.set(name, { ...node, key: before.key ?? node.key, content: { kind: 'map', entries: joined } });
  return findings;
}

function notSection(name: string, node: ConfigNode): Finding {
  const message = `\`${name}\` must be a mapping of names to definitions.`;
  return error(
    'wrong_type',
    { place: placeOf(node), path: [name] },
    message,
    'Write each name below it, indented.',
  );
}

function definedTwice(path: readonly string[], earlier: ConfigNode, later: ConfigNode): Finding {
  const first = earlier.key ?? earlier.at;
  const { line } = lineAndColumn(first);
  const at = { place: later.key ?? placeOf(later), path };
  const message = `\`${path.join('.')}\` is defined in two files; the other is ${first.source.path}, line ${line}.`;
  return error('duplicate_name', at, message, 'Keep one of the two, or rename one.');
}

function isNull(node: ConfigNode): boolean {
  return node.content.kind === 'scalar' && node.content.value === null;
}
