#!/usr/bin/env node
// Brings a fresh machine from a clone to a running server. Plain JavaScript for Node.js 18 or newer, because it runs
// before anything is installed. Quick and silent when nothing is missing.
//
// npm scripts call `env node` after this, not `node`: sh remembers where it found `node` for this file, while env
// looks again and finds the newer one that has just been installed.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileSources } from './setup/compile-sources.mjs';
import { findNode } from './setup/find-node.mjs';
import { installTools } from './setup/install-tools.mjs';
import { findMissingTools } from './setup/missing-tools.mjs';
import { installNpmPackages, npmPackagesAreCurrent } from './setup/npm-packages.mjs';
import { SetupProblem } from './setup/setup-problem.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const forTests = process.argv.includes('--test');

function setUp() {
  const current = npmPackagesAreCurrent(root, { forTests });
  if (!current) installNpmPackages(root, { forTests });
  const node = findNode(root);
  if (node === null) {
    throw new SetupProblem(
      `Errand needs Node.js 24 or newer; this is ${process.versions.node}, and npm has no newer one for ` +
        `${process.platform}-${process.arch}. Install it from https://nodejs.org and run this again.`,
    );
  }
  if (process.platform !== 'linux') {
    throw new SetupProblem(
      'The Errand server runs containers and needs Linux (a virtual machine will do). Everything else works here: ' +
        'the command line with a server elsewhere (npm run errand -- --help).',
    );
  }
  if (!current) compileSources(root, node);
  const missing = findMissingTools({ forTests });
  if (missing.length > 0) installTools(missing, { forTests });
}

try {
  setUp();
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
