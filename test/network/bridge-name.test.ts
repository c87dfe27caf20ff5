import { expect, test } from 'vitest';
import { bridgeOwner, chooseBridge } from '../../src/network/bridge-name.ts';

/** Their hashes begin with the same six digits. */
const [victim, attacker] = ['shop/main', 'evil/b23641181'];
const on = (key: string, name: string) => ({ name, owner: bridgeOwner(key) });

test('an environment has the same name whenever that is free, and one that an interface may have', () => {
  const name = chooseBridge('erabcdb', victim, []);
  expect(name).toMatch(/^erabcdb[0-9a-f]{6}$/);
  expect(chooseBridge('erabcdb', victim, [])).toBe(name);
  expect(chooseBridge('erabcdb', attacker, [])).toBe(name);
});

test('no other environment gets a bridge, whatever its hash begins with', () => {
  const first = chooseBridge('erabcdb', victim, []);
  const second = chooseBridge('erabcdb', attacker, [on(victim, first)]);
  expect(second).not.toBe(first);
  const third = chooseBridge('erabcdb', attacker, [on(victim, first), on('third/main', second)]);
  expect([first, second]).not.toContain(third);
});

test('what is written on a bridge tells whose it is, not its name', () => {
  const present = [on(attacker, 'erabcdb000001'), on(victim, 'erabcdb000002')];
  expect(chooseBridge('erabcdb', victim, present)).toBe('erabcdb000002');
  expect(chooseBridge('erabcdb', attacker, present)).toBe('erabcdb000001');
});

test('a bridge with nothing on it is the one that a former version made', () => {
  const name = chooseBridge('erabcdb', victim, []);
  expect(chooseBridge('erabcdb', victim, [{ name, owner: '' }])).toBe(name);
});
