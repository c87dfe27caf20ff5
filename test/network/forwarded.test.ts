import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../support/errand-command.ts';

/** A machine of its own with one device to the internet, where a server is killed and another comes after it. */
const story = `
const { openLinuxNetwork } = await import(process.argv[1]);
const { readFileSync } = await import('node:fs');
const settings = { instance: 'fwd0', pool: '10.216.0.0/16' };
const tell = () => console.log(readFileSync('/proc/sys/net/ipv4/conf/uplink/forwarding', 'utf8').trim());
await openLinuxNetwork(settings);
tell();
const next = await openLinuxNetwork(settings);
tell();
await next.close();
tell();
`;
const machine = `
ip link add uplink type veth peer name other && ip address add 192.0.2.2/24 dev uplink && ip link set uplink up &&
ip route add default via 192.0.2.1 && exec "$@"`;

test('routing that a killed server turned on is turned off by the next one', async () => {
  const module = join(import.meta.dirname, '../../src/network/linux-network.ts');
  const program = [process.execPath, '--input-type=module', '--eval', story, module];
  const { stdout, stderr } = await runCommand('unshare', ['-n', 'sh', '-c', machine, 'sh', ...program]);
  expect(stderr).toBe('');
  expect(stdout).toBe('1\n1\n0\n');
});
