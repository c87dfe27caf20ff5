import { whileDaemonsKeepStill } from './keep-daemons-still.mjs';
import { findMissingTools } from './missing-tools.mjs';
import { findPackageManager } from './package-managers.mjs';
import { runQuietly } from './run-quietly.mjs';
import { SetupProblem } from './setup-problem.mjs';

const lockWaitSeconds = 300;

/**
 * Installs the packages that bring the missing tools, or says how to. Throws a SetupProblem where somebody else must:
 * this is not root, no package manager is known here, one lacks a package, or it failed.
 */
export function installTools(missing, { forTests }) {
  const needs = `Errand needs ${inWords(missing.map(({ name, does }) => `${name} (${does})`))}`;
  const manager = findPackageManager();
  if (manager === null) {
    throw new SetupProblem(`${needs}. No package manager known to Errand is here: please install them.`);
  }
  const packages = [...new Set(missing.flatMap((tool) => tool.packages[manager.key] ?? []))];
  const byHand = missing.filter((tool) => tool.packages[manager.key] === undefined);
  if (byHand.length > 0) throw new SetupProblem(`${needs}.\n${howToByHand(manager, packages, byHand)}`);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) throw new SetupProblem(`${needs}. Please run:\n\n  ${commandLine(manager, packages)}\n`);

  console.error(`${needs}: installing with ${manager.program}…`);
  const done = whileDaemonsKeepStill(manager, () => installPackages(manager, packages));
  const left = findMissingTools({ forTests });
  if (left.length === 0) return;
  const names = inWords(left.map(({ name }) => name));
  throw new SetupProblem(
    `${done.output}\n\n${manager.program} did not bring ${names}; its output is above. Its command was:\n\n  ` +
      `${commandLine(manager, packages)}\n`,
  );
}

/** Package lists are fetched only when installing fails without: most often they are there and fresh. */
function installPackages(manager, packages) {
  const args = [...manager.install, ...(manager.quiet ?? []), ...packages];
  const first = runUnlocked(manager, args);
  if (first.ok || manager.refresh === undefined) return first;
  const refreshed = runUnlocked(manager, manager.refresh);
  const second = runUnlocked(manager, args);
  return second.ok || refreshed.ok ? second : { ok: false, output: `${refreshed.output}\n${second.output}` };
}

function runUnlocked(manager, args) {
  const deadline = Date.now() + lockWaitSeconds * 1000;
  for (let attempt = 1; ; attempt++) {
    const done = runQuietly(manager.program, args, { env: manager.env });
    if (done.ok || !manager.locked?.test(done.output) || Date.now() > deadline) return done;
    if (attempt === 1) console.error(`Another ${manager.program} is at work: waiting for it…`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  }
}

function howToByHand(manager, packages, byHand) {
  const names = inWords(byHand.map(({ name }) => name));
  const rest = packages.length > 0 ? ` The rest comes with:\n\n  ${commandLine(manager, packages)}\n` : '';
  return `${manager.program} has no package for ${names}: please install by hand.${rest}`;
}

function commandLine({ program, install }, packages) {
  return ['sudo', program, ...install, ...packages].join(' ');
}

function inWords(items) {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}
