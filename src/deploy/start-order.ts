import type { Definition } from '../config/definition.ts';
import type { HasRelationships } from './related.ts';

/** A workload that others may have relationships to. */
export interface GraphNode {
  readonly name: string;
  readonly kind: 'application' | 'service';
  /** Names of those it has relationships to. */
  readonly needs: readonly string[];
}

const needsOf = ({ relationships }: HasRelationships) =>
  Object.values(relationships).map(({ service }) => service);

/** Services and applications in an order in which each comes after those it has relationships to. The configuration has no cycles. */
export function startOrder(definition: Pick<Definition, 'applications' | 'services'>): readonly GraphNode[] {
  const { applications, services } = definition;
  const nodes = new Map<string, GraphNode>([
    ...Object.entries(services).map(
      ([name, service]) => [name, { name, kind: 'service', needs: needsOf(service) }] as const,
    ),
    ...Object.entries(applications).map(
      ([name, application]) => [name, { name, kind: 'application', needs: needsOf(application) }] as const,
    ),
  ]);
  const ordered = new Set<GraphNode>();
  const visit = (node: GraphNode | undefined) => {
    if (node === undefined || ordered.has(node)) return;
    for (const name of node.needs) visit(nodes.get(name));
    ordered.add(node);
  };
  for (const node of nodes.values()) visit(node);
  return [...ordered];
}

/**
 * Starts everything as soon as what it needs is up: services side by side, applications one after the other, so that their
 * hooks' output stays apart. After a failure nothing more is begun; what is under way is waited for, then the first error is
 * thrown.
 */
export async function startInOrder(
  order: readonly GraphNode[],
  start: (node: GraphNode) => Promise<void>,
): Promise<void> {
  const started = new Map<string, Promise<void>>();
  let failed = false;
  let formerApplication = Promise.resolve();
  for (const node of order) {
    const needed = node.needs.flatMap((name) => started.get(name) ?? []);
    const before = node.kind === 'application' ? [...needed, formerApplication] : needed;
    const up = Promise.all(before).then(async () => {
      if (failed) return;
      await start(node).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    });
    started.set(node.name, up);
    if (node.kind === 'application') formerApplication = up;
  }
  const results = await Promise.allSettled(started.values());
  const rejected = results.find((result) => result.status === 'rejected');
  if (rejected !== undefined) throw rejected.reason;
}
