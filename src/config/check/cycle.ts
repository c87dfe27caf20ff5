import { error, type Finding } from '../finding.ts';
import { readRelationship, relationshipsOf } from '../relationship-target.ts';
import { type ConfigNode, type Found, namesIn, placeOf } from '../tree.ts';

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly found: Found;
}

/**
 * Applications that need one another cannot be started in any order. Services count too (a cache in front of an
 * application has a relationship to it); workers and tasks do not, since nothing leads to them.
 */
export function checkCycles(tree: ConfigNode): readonly Finding[] {
  const nodes = new Set([...namesIn(tree, 'applications'), ...namesIn(tree, 'services')]);
  const edges = relationshipsOf(tree).flatMap((found) => edgeOf(found, nodes));
  const outgoing = Map.groupBy(edges, (edge) => edge.from);
  const findings: Finding[] = [];
  const done = new Set<string>();
  for (const start of nodes) {
    findings.push(...findCycles(start, outgoing, done).map(report));
  }
  return findings;
}

function edgeOf(found: Found, nodes: ReadonlySet<string>): readonly Edge[] {
  const [section, from, key] = found.path;
  if (section === 'tasks' || key === 'workers') return [];
  const target = readRelationship(found);
  if (target === null || !nodes.has(target.service)) return [];
  return [{ from: String(from), to: target.service, found }];
}

/** The cycles that are reached from a name, each name being looked at once. Keeps its own stack: chains may be long. */
function findCycles(
  start: string,
  outgoing: ReadonlyMap<string, readonly Edge[]>,
  done: Set<string>,
): readonly (readonly Edge[])[] {
  const trail: Edge[] = [];
  const open: { readonly name: string; readonly rest: Edge[] }[] = [];
  const enter = (name: string) => open.push({ name, rest: [...(outgoing.get(name) ?? [])] });
  if (!done.has(start)) enter(start);
  const cycles: (readonly Edge[])[] = [];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const edge = top.rest.shift();
    if (edge === undefined) {
      done.add(top.name);
      open.pop();
      trail.pop();
      continue;
    }
    const back = open.findIndex(({ name }) => name === edge.to);
    if (back !== -1) cycles.push([...trail.slice(back), edge]);
    else if (!done.has(edge.to)) {
      trail.push(edge);
      enter(edge.to);
    }
  }
  return cycles;
}

function report(cycle: readonly Edge[]): Finding {
  const last = cycle[cycle.length - 1];
  if (last === undefined) throw new TypeError('a cycle has at least one edge');
  const names = [last.to, ...cycle.map((edge) => edge.to)].join(' → ');
  const at = { place: placeOf(last.found.node), path: last.found.path };
  const message = `Relationships must not lead back to where they began: ${names}.`;
  return error(
    'relationship_cycle',
    at,
    message,
    'Remove one of them; call the other application by its URL.',
  );
}
