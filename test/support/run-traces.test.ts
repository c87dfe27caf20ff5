import { expect, test } from 'vitest';
import { countAddresses } from './run-traces.ts';

test('counts the addresses in sets and maps of a firewall, whatever their network, and no others', () => {
  const table = `table inet errand_x {
	set members {
		type ipv4_addr . ipv4_addr
		elements = { 10.217.0.2 . 10.217.0.3, 10.219.255.2 . 10.219.0.3,
			     10.219.0.4 . 10.219.0.5 }
	}
	map ports {
		type ipv4_addr : verdict
		elements = { 10.219.0.9 : accept }
	}
	set empty {
		type ipv4_addr
	}
	chain forward {
		ip daddr 10.213.0.1 accept
	}
}`;
  expect(countAddresses(table)).toBe(7);
});
