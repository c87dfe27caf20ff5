import { readDocument } from './document.ts';
import { error, type Finding } from './finding.ts';
import { lineAndColumn, type SourceText } from './source-text.ts';
import { type ConfigNode, entriesOf, placeOf } from './tree.ts';

const sections = ['applications', 'services', 'tasks', 'routes'];

export interface CombinedFiles {
  /** Always has the four sections as maps, unless a file has something else in their place. */
  readonly tree: ConfigNode;
  readonly findings: readonly Finding[];
  /** Whether every file could be read: if not, a name that is missing may be in one of the others. */
  readonly complete: boolean;
}

/** Reads the files and joins their sections into one tree. A name that two files define is a finding. */
export function combine(sources: readonly [SourceText, ...SourceText[]]): CombinedFiles {
  const findings: Finding[] = [];
  const top = new Map<string, ConfigNode>();
  const start = { source: sources[0], offset: 0, length: 0 };
  for (const name of sections) top.set(name, emptySection(start));
  let complete = true;
  for (const source of sources) {
    const document = readDocument(source);
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
  if (document.content.kind !== 'map') {
    if (isNull(document)) return [];
    const hint = 'Begin the file with a section such as `applications:`.';
    return [error('wrong_type', { place: document.at, path: [] }, 'A configuration file must be a mapping.', hint)];
  }
  const findings: Finding[] = [];
  for (const [name, node] of document.content.entries) {
    // Keys that begin with a dot hold anchors; they mean nothing by themselves.
    if (name.startsWith('.') || (sections.includes(name) && isNull(node))) continue;
    findings.push(...addSection(top, name, node));
  }
  return findings;
}

function addSection(top: Map<string, ConfigNode>, name: string, node: ConfigNode): readonly Finding[] {
  const before = top.get(name);
  if (before?.content.kind !== 'map' || node.content.kind !== 'map') {
    top.set(name, node);
    return [];
  }
  const joined = new Map(before.content.entries);
  const findings: Finding[] = [];
  for (const [entry, value] of entriesOf(node)) {
    const earlier = joined.get(entry);
    if (earlier === undefined) joined.set(entry, value);
    else findings.push(definedTwice([name, entry], earlier, value));
  }
  top.set(name, { ...node, key: before.key ?? node.key, content: { kind: 'map', entries: joined } });
  return findings;
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
