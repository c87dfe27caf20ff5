import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  type YAMLMap,
} from 'yaml';
import type { ConfigPath } from './config-path.ts';
import { error, type Finding } from './finding.ts';
import { limits } from './limits.ts';
import { mergeEntries } from './merge-key.ts';
import { suggest } from './nearest.ts';
import type { ProblemCode } from './problem.ts';
import { lineAndColumn, type Place, type SourceText } from './source-text.ts';
import type { ConfigNode, Content } from './tree.ts';

const empty: Content = { kind: 'scalar', value: null };

/**
 * Turns YAML nodes into configuration nodes: keys in order and unique, aliases and merge keys written out. The yaml
 * package would do each of these, but forgets the places, and compares every key of a map with every other.
 */
export class Composition {
  readonly findings: Finding[] = [];
  readonly #source: SourceText;
  readonly #anchors = new Map<string, Node>();
  /** What each alias stands for: its anchor's meaning where it was first read, should the name be used again. */
  readonly #targets = new Map<Alias, Node>();
  readonly #anchored = new Set<Node>();
  /** What is being written out at the moment: an alias to one of these would never end. */
  readonly #open = new Set<Node>();
  #values = 0;

  constructor(source: SourceText) {
    this.#source = source;
  }

  /** The node for a YAML value; `key` is where its key stands, `at` where an alias to it does. */
  node(yaml: Node | null, path: ConfigPath, key: Place | null, at?: Place): ConfigNode {
    const place = at ?? this.#place(yaml) ?? key ?? { source: this.#source, offset: 0, length: 0 };
    this.#values += 1;
    if (this.#values > limits.values) {
      if (this.#values === limits.values + 1) this.#tooManyValues(place, path);
      return { key, at: place, content: empty };
    }
    return { key, at: place, content: this.#content(yaml, path, place, key) };
  }

  #content(yaml: Node | null, path: ConfigPath, at: Place, key: Place | null): Content {
    if (isAlias(yaml)) return this.#alias(yaml, path, at, key);
    if (yaml === null) return empty;
    this.#anchor(yaml);
    if (isScalar(yaml)) return this.#scalar(yaml, path, at);
    this.#open.add(yaml);
    const content = isMap(yaml) ? this.#map(yaml, path) : this.#list(yaml, path);
    this.#open.delete(yaml);
    return content;
  }

  #scalar(yaml: Scalar, path: ConfigPath, at: Place): Content {
    const value = scalarValue(yaml);
    if (typeof value === 'string' && value.includes('\u0000')) {
      const message = 'The text has a null character, which no variable, command or path can hold.';
      this.#report('wrong_value', at, path, message, 'Remove the `\\0`.');
    }
    return { kind: 'scalar', value };
  }

  #list(yaml: Node, path: ConfigPath): Content {
    const items = isSeq(yaml) ? yaml.items : [];
    return {
      kind: 'list',
      items: items.map((item, i) => this.node(isNode(item) ? item : null, [...path, i], null)),
    };
  }

  #map(yaml: YAMLMap, path: ConfigPath): Content {
    const entries = new Map<string, ConfigNode>();
    const merged: ConfigNode[] = [];
    for (const pair of yaml.items) {
      const key = this.#key(pair, path);
      if (key === null) continue;
      const value = isNode(pair.value) ? pair.value : null;
      if (isMergeKey(pair)) {
        merged.push(this.node(value, path, key.place));
        continue;
      }
      const earlier = entries.get(key.name);
      const node = this.node(value, [...path, key.name], key.place);
      if (earlier === undefined) entries.set(key.name, node);
      else this.#duplicate(key, earlier, path);
    }
    this.findings.push(...merged.flatMap((node) => mergeEntries(entries, node, path)));
    return { kind: 'map', entries };
  }

  #key(pair: Pair, path: ConfigPath): { readonly name: string; readonly place: Place } | null {
    const yaml = isNode(pair.key) ? pair.key : null;
    const place = this.#place(yaml) ?? { source: this.#source, offset: 0, length: 0 };
    const name = isScalar(yaml) && typeof yaml.value === 'string' ? yaml.value : null;
    if (yaml !== null) this.#anchor(yaml);
    if (name === null || name === '' || name === '__proto__' || name.includes('\u0000')) {
      const message =
        name === '__proto__' ? 'The key `__proto__` is reserved.' : 'The key must be plain text.';
      this.#report('syntax', place, path, message, 'Use another name.');
      return null;
    }
    return { name, place };
  }

  #anchor(yaml: Node): void {
    if (!('anchor' in yaml) || yaml.anchor === undefined || this.#anchored.has(yaml)) return;
    this.#anchored.add(yaml);
    this.#anchors.set(yaml.anchor, yaml);
  }

  #alias(yaml: Alias, path: ConfigPath, at: Place, key: Place | null): Content {
    const name = yaml.source;
    const target = this.#targets.get(yaml) ?? this.#anchors.get(name);
    if (target === undefined) {
      const hint = suggest(name, [...this.#anchors.keys()], 'Anchors above this line');
      this.#report('unknown_name', at, path, `\`*${name}\` refers to an anchor that is not defined.`, hint);
      return empty;
    }
    if (this.#open.has(target)) {
      this.#report(
        'syntax',
        at,
        path,
        `\`*${name}\` contains itself.`,
        `Remove \`*${name}\` from the value of \`&${name}\`.`,
      );
      return empty;
    }
    this.#targets.set(yaml, target);
    return this.node(target, path, key, at).content;
  }

  #duplicate(key: { name: string; place: Place }, earlier: ConfigNode, path: ConfigPath): void {
    const line = lineAndColumn(earlier.key ?? earlier.at).line;
    const message = `\`${key.name}\` is written twice; the first is on line ${line}.`;
    this.#report('duplicate_key', key.place, [...path, key.name], message, 'Keep one of the two.');
  }

  #tooManyValues(place: Place, path: ConfigPath): void {
    const message = `The file has more than ${limits.values} values once its aliases are written out.`;
    this.#report('too_large', place, path, message, 'Use fewer aliases within aliases, or split the file.');
  }

  #report(code: ProblemCode, place: Place, path: ConfigPath, message: string, hint: string): void {
    this.findings.push(error(code, { place, path }, message, hint));
  }

  #place(yaml: Node | null): Place | undefined {
    const range = yaml?.range;
    return range ? { source: this.#source, offset: range[0], length: range[1] - range[0] } : undefined;
  }
}

function isMergeKey(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.value === '<<' && pair.key.type === Scalar.PLAIN;
}

/** A whole number too large to be exact stays as the digits that were written: it is an identifier, not an amount. */
function scalarValue(yaml: Scalar): unknown {
  const inexact =
    typeof yaml.value === 'number' && Number.isInteger(yaml.value) && !Number.isSafeInteger(yaml.value);
  return inexact ? yaml.source : yaml.value;
}
