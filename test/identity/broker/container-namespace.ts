import { closeSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { createNetworkNamespace } from '../../../src/network/syscalls.ts';
import { run } from '../run-program.ts';

/** Only root may make network namespaces. */
export const mayMakeNamespaces = process.getuid?.() === 0;

/** A network namespace with its loopback up, as a container has one. It ends with the test. */
export async function containerNamespace(): Promise<number> {
  const namespace = createNetworkNamespace();
  onTestFinished(() => closeSync(namespace));
  const { status, stderr } = await run('ip', ['link', 'set', 'lo', 'up'], namespace);
  if (status !== 0) throw new Error(stderr);
  return namespace;
}
