#!/usr/bin/env node
// The `errand` command: starts its sources on a Node.js that can run them, whichever one this is.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode } from './setup/find-node.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = findNode(root);

if (node === null) {
  console.error(
    `errand needs Node.js 24 or newer; this is ${process.versions.node}. To get one: npm ci --prefix ${root}`,
  );
  process.exit(1);
}

// New objects get 4 MiB instead of up to 32 before the collector looks at them: a server that mostly waits is 30 MiB smaller. With
// 1 MiB it is 2 MiB smaller still, and collecting takes half of the processor when a lot is printed.
const flags = ['--max-semi-space-size=4'];
const child = spawn(node, [...flags, join(root, 'src', 'cli', 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  // Sources run by type stripping; kept compiled, every later start skips that and the memory it takes. The folder is the
  // package's own: what a server runs as root must not come from a place that others can write to.
  env: { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'errand'), ...process.env },
});

child.on('error', (error) => {
  console.error(`errand cannot start ${node}: ${error.message}`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  // Ends by the same signal, so that the caller sees what the child died of.
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});

process.on('SIGTERM', () => child.kill('SIGTERM'));
process.on('SIGHUP', () => child.kill('SIGHUP'));
process.on('SIGINT', () => {
  // A terminal sends Ctrl-C to both processes, and a second one might mean "now!" to the child.
  const fromTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  if (!fromTerminal) child.kill('SIGINT');
});
