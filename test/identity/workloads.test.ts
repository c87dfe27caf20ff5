import { describe, expect, test } from 'vitest';
import type { Authorization, Definition } from '../../src/config/definition.ts';
import { openWorkloads, type WorkloadOwner } from '../../src/identity/workloads.ts';

const view: Authorization = { type: 'env', action: 'view' };
const operate = (resource: string): Authorization => ({ type: 'task', action: 'operate', resource });

/** A definition is told apart by its list of rights alone here. */
const definitionWith = (rights: readonly Authorization[]) => ({ rights }) as unknown as Definition;

function owner(change: Partial<WorkloadOwner> = {}): WorkloadOwner {
  return {
    project: 'shop',
    environment: 'main',
    workload: 'agent',
    deployment: 'first',
    authorizations: [view, operate('report'), operate('export')],
    rightsIn: (definition) => (definition as unknown as { rights: readonly Authorization[] }).rights,
    ...change,
  };
}

describe('a container speaks for its workload', () => {
  test('from the moment it takes its place to the moment it ends', () => {
    const workloads = openWorkloads();
    const place = workloads.open(owner());
    expect(place.occupant()).toBeNull();
    place.occupy('c1');
    expect(workloads.find('c1')).toEqual(place.occupant());
    expect(workloads.find('c1')).toMatchObject({ containerId: 'c1', workload: 'agent', environment: 'main' });
    place.occupy('c2');
    expect(workloads.find('c1')).toBeNull();
    expect(workloads.find('c2')).toMatchObject({ containerId: 'c2' });
    place.occupy(null);
    expect(workloads.find('c2')).toBeNull();
  });

  test('and not after its place is closed', () => {
    const workloads = openWorkloads();
    const place = workloads.open(owner());
    place.occupy('c1');
    place.close();
    expect(workloads.find('c1')).toBeNull();
    expect(place.occupant()).toBeNull();
  });
});

describe('a deploy', () => {
  const rightsAfter = (given: readonly Authorization[], change: Partial<WorkloadOwner> = {}) => {
    const workloads = openWorkloads();
    const place = workloads.open(owner(change));
    place.occupy('c1');
    workloads.deployed('shop', 'main', { id: 'second', definition: definitionWith(given) });
    return { workloads, place, rights: place.occupant()?.authorizations };
  };

  test('takes from containers of former deployments what it does not give', () => {
    expect(rightsAfter([view, operate('export')]).rights).toEqual([view, operate('export')]);
    expect(rightsAfter([]).rights).toEqual([]);
  });

  test('gives them nothing new', () => {
    expect(rightsAfter([view, operate('purge')], { authorizations: [view] }).rights).toEqual([view]);
  });

  test('leaves its own containers, other environments and other projects alone', () => {
    for (const change of [{ deployment: 'second' }, { environment: 'pr-1' }, { project: 'bank' }]) {
      expect(rightsAfter([], change).rights).toHaveLength(3);
    }
  });

  test('takes for good: a later deploy does not give it back, nor does the next container of the place', () => {
    const { workloads, place } = rightsAfter([view]);
    workloads.deployed('shop', 'main', {
      id: 'third',
      definition: definitionWith([view, operate('report')]),
    });
    place.occupy('c2');
    expect(workloads.find('c2')?.authorizations).toEqual([view]);
  });
});
