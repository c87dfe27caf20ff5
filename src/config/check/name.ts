import { type ConfigPath, showPath } from '../config-path.ts';
import { error, type Finding } from '../finding.ts';
import { lineAndColumn } from '../source-text.ts';
import { type ConfigNode, type Found, placeOf, select } from '../tree.ts';

const longest = 32;

/** Names of workloads become host names, so they are short, plain and different from one another. */
export function checkNames(tree: ConfigNode): readonly Finding[] {
  const shared = ['applications.*', 'services.*', 'tasks.*'].flatMap((at) => select(tree, at));
  const named = [...shared, ...select(tree, 'applications.*.workers.*')];
  return [...named.flatMap(checkOne), ...duplicates(shared)];
}

const kinds: Readonly<Record<string, string>> = {
  applications: 'an application',
  services: 'a service',
  tasks: 'a task',
};

function checkOne({ path, node }: Found): readonly Finding[] {
  const name = String(path.at(-1));
  const wrong = whatIsWrong(name);
  if (wrong === null) return [];
  const hint = 'Use lowercase letters, digits, dashes and underscores, such as `nightly-report`.';
  return [error('bad_name', located(path, node), `\`${name}\` is not a valid name: ${wrong}.`, hint)];
}

function whatIsWrong(name: string): string | null {
  if (name === 'router') return 'it is reserved';
  if (name.length > longest) return `it is longer than ${longest} characters`;
  if (!/^[a-z0-9_-]*$/.test(name)) return 'only lowercase letters, digits, `-` and `_` are allowed';
  if (name.includes('--')) return 'two dashes in a row are not allowed';
  if (!/^[a-z0-9](.*[a-z0-9])?$/.test(name)) return 'it must begin and end with a letter or a digit';
  return null;
}

function duplicates(found: readonly Found[]): readonly Finding[] {
  const first = new Map<unknown, Found>();
  const findings: Finding[] = [];
  for (const { path, node } of found) {
    const earlier = first.get(path[1]);
    if (earlier === undefined) first.set(path[1], { path, node });
    else findings.push(...inFileOrder(earlier, { path, node }));
  }
  return findings;
}

/** The later of the two in the files is the one to be renamed, whichever section was looked at first. */
function inFileOrder(a: Found, b: Found): readonly Finding[] {
  const [placeA, placeB] = [placeOf(a.node), placeOf(b.node)];
  const order = placeA.source.index - placeB.source.index || placeA.offset - placeB.offset;
  const [earlier, later] = order <= 0 ? [a, b] : [b, a];
  const { line } = lineAndColumn(earlier.node.key ?? earlier.node.at);
  const { path: file } = placeOf(earlier.node).source;
  const kind = kinds[String(earlier.path[0])] ?? 'something else';
  const message = `\`${String(later.path[1])}\` is already the name of ${kind}: ${showPath(earlier.path)}, ${file}, line ${line}.`;
  return [error('duplicate_name', located(later.path, later.node), message, 'Rename one of the two.')];
}

function located(path: ConfigPath, node: ConfigNode) {
  return { place: node.key ?? node.at, path };
}
