import { afterAll, beforeAll, expect, test } from 'vitest';
import { openServer, type TestServer } from '../support/server.ts';
import { probe, probeProject } from './probe-project.ts';

let server: TestServer;

beforeAll(async () => {
  server = await openServer();
  await server.deploy(probeProject);
});
afterAll(() => server[Symbol.asyncDispose]());

const ask = "curl -s -m 1 --noproxy '*' -o /dev/null http://127.0.0.1:4000/";
const leave = 'setsid python3 -m http.server 4000 --bind 0.0.0.0 >/dev/null 2>&1 &';
const look = `hostname -i; ${ask}; echo $?; ${leave} until ${ask}; do sleep 0.1; done`;

test('a run finds nothing of the one before it in the network that it takes over (P13)', async () => {
  const seen = new Map<string, number>();
  for (let round = 0; round < 8; round++) {
    const { output } = await probe(server, look);
    const [address = '', refused] = output.split('\n');
    expect(refused).toBe('7');
    seen.set(address, (seen.get(address) ?? 0) + 1);
  }
  expect(Math.max(...seen.values())).toBeGreaterThan(1);
});
