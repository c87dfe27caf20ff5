import { describe, expect, test } from 'vitest';
import { freeHostPart, freeSubnet } from '../../src/network/addresses.ts';
import { admit, dismiss, firewallTable } from '../../src/network/firewall.ts';

const settings = {
  table: 'errand_abcd',
  bridgePrefix: 'erabcdb',
  pool: '10.213.0.0/16',
  resolvers: ['10.1.1.1'],
};

describe('the firewall as text', () => {
  test('drops by default what comes from a container, to the machine and onward', () => {
    const text = firewallTable(settings);
    expect(text).toMatch(/chain to_machine \{\s+ct state established,related accept\s+drop\s+\}/);
    expect(text).toMatch(/chain between \{\s+ip saddr \. ip daddr \. tcp dport @related accept\s+drop\s+\}/);
  });

  test('keeps containers from private networks and from where clouds keep credentials, except for DNS', () => {
    const outside = /chain outside \{([^}]*\}){2}[^}]*\}/.exec(firewallTable(settings))?.[0] ?? '';
    for (const range of ['10.0.0.0/8', '169.254.0.0/16', '192.168.0.0/16', '172.16.0.0/12'])
      expect(outside).toContain(range);
    expect(outside.indexOf('10.1.1.1')).toBeLessThan(outside.indexOf('10.0.0.0/8'));
  });

  test('rewrites no address on the way to a bridge, be it that of another server with the same pool', () => {
    expect(firewallTable(settings)).toContain('ip saddr 10.213.0.0/16 oifname != "er*" masquerade');
  });

  test('takes back exactly what it opened', () => {
    const permissions = [{ from: '10.213.0.5', to: '10.213.0.2', port: 80 }];
    const opened = admit('t', '10.213.0.5', true, permissions);
    expect(opened).toBe(
      'add element inet t egress { 10.213.0.5 }\nadd element inet t related { 10.213.0.5 . 10.213.0.2 . 80 }\n',
    );
    expect(dismiss('t', '10.213.0.5', true, permissions)).toBe(opened.replaceAll('add', 'delete'));
    expect(admit('t', '10.213.0.5', false, [])).toBe('');
  });
});

describe('addresses', () => {
  test('come from the first subnet that no interface is in', () => {
    expect(freeSubnet('10.213.0.0/16', ['127.0.0.1', '10.213.0.1', '10.213.1.9', 'fe80::1'])).toEqual({
      prefix: '10.213.2',
    });
  });

  test('run out with an answer, not with a wrong address', () => {
    const all = Array.from({ length: 256 }, (_, third) => `10.213.${third}.1`);
    expect(freeSubnet('10.213.0.0/16', all)).toBeNull();
    expect(freeHostPart(new Set(Array.from({ length: 255 }, (_, part) => part)))).toBeNull();
    expect(freeHostPart(new Set([2, 3, 5]))).toBe(4);
  });
});
