import { ConfigInvalid } from '../../src/config/config-error.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { readConfigFiles } from '../../src/config/read.ts';

/** What one check cost, in a process that does nothing else. */
export interface CheckCost {
  readonly milliseconds: number;
  /** Of all threads. */
  readonly processorMilliseconds: number;
  /** Of the check alone: what the process had before is not in it. */
  readonly memoryMiB: number;
  readonly codes: readonly string[];
}

async function problemsOf(directory: string) {
  try {
    return parseConfig(await readConfigFiles(directory)).problems;
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.problems;
    throw error;
  }
}

const before = process.resourceUsage().maxRSS;
const [begun, used] = [performance.now(), process.cpuUsage()];
const problems = await problemsOf(process.argv[2] ?? '');
const { user, system } = process.cpuUsage(used);
const cost: CheckCost = {
  milliseconds: performance.now() - begun,
  processorMilliseconds: (user + system) / 1000,
  memoryMiB: (process.resourceUsage().maxRSS - before) / 1024,
  codes: [...new Set(problems.filter(({ severity }) => severity === 'error').map(({ code }) => code))],
};
process.stdout.write(JSON.stringify(cost));
