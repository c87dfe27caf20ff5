import { expect, test } from 'vitest';
import { type GraphNode, startInOrder, startOrder } from '../../src/deploy/start-order.ts';

const relationships = (names: readonly string[]) => ({
  relationships: Object.fromEntries(names.map((service) => [service, { service, endpoint: null }])),
});

/** Names with what each needs. */
function order(applications: Record<string, string[]>, services: Record<string, string[]>) {
  const filled = (all: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(all).map(([name, needs]) => [name, relationships(needs)]));
  return startOrder({
    applications: filled(applications),
    services: filled(services),
  } as unknown as Parameters<typeof startOrder>[0]);
}

test('each comes after what it has relationships to, through services too', () => {
  const names = order({ web: ['cache', 'db'], api: ['db'] }, { cache: ['api'], db: [] }).map(
    ({ name }) => name,
  );
  for (const [later, earlier] of [
    ['web', 'cache'],
    ['web', 'db'],
    ['cache', 'api'],
    ['api', 'db'],
  ] as const)
    expect(names.indexOf(later)).toBeGreaterThan(names.indexOf(earlier));
});

test('services start side by side, applications one after the other', async () => {
  const nodes = order({ one: ['a'], two: ['b'] }, { a: [], b: [] });
  const under = new Set<string>();
  const seen: string[] = [];
  await startInOrder(nodes, async ({ name }: GraphNode) => {
    under.add(name);
    seen.push([...under].sort().join('+'));
    await new Promise((resolve) => setImmediate(resolve));
    under.delete(name);
  });
  expect(seen).toContain('a+b');
  expect(seen.some((together) => together.includes('one+two'))).toBe(false);
});

test('after a failure nothing more is begun, and what is under way is waited for', async () => {
  const nodes = order({ web: ['bad', 'slow'] }, { bad: [], slow: [] });
  const ended: string[] = [];
  const begun: string[] = [];
  const start = async ({ name }: GraphNode) => {
    begun.push(name);
    if (name === 'bad') throw new Error('bad does not start');
    await new Promise((resolve) => setTimeout(resolve, 20));
    ended.push(name);
  };
  await expect(startInOrder(nodes, start)).rejects.toThrow('bad does not start');
  expect(begun).toEqual(['bad', 'slow']);
  expect(ended).toEqual(['slow']);
});
