import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Finding } from './finding.ts';
import { examineLeftovers, removeLeftovers } from './leftovers.ts';
import { examineMachine } from './machine.ts';

export type { Finding } from './finding.ts';

/** Looks at the machine and at what a server of this home has left on it. Changes nothing. */
export async function examine(options: { readonly home: string }): Promise<readonly Finding[]> {
  return [...(await examineMachine()), ...(await examineLeftovers(options.home))];
}

const setup = fileURLToPath(new URL('../../../scripts/setup.mjs', import.meta.url));

async function installTools(): Promise<void> {
  const child = spawn(process.execPath, [setup], { stdio: ['ignore', 'inherit', 'inherit'] });
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once('close', () => resolve());
  child.once('error', () => resolve());
  await promise;
}

/** Installs missing programs and removes what a stopped server left. */
export async function mend(findings: readonly Finding[], options: { readonly home: string }): Promise<void> {
  if (findings.some(({ status, found }) => status === 'problem' && found === 'not installed'))
    await installTools();
  if (findings.some(({ name, status }) => name === 'leftovers' && status !== 'ok'))
    await removeLeftovers(options.home);
}
