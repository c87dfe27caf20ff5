// Prints `N passed, N failed` for a report by Vitest's json reporter; exits 1 without one.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// A file that cannot be loaded has no tests to fail, and must not go unseen.
const brokenFiles = report.testResults.filter(
  ({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
);
const failed = report.numFailedTests + brokenFiles.length;
if (report.numPassedTests + failed === 0) process.exit(1);
console.log(`${report.numPassedTests} passed, ${failed} failed`);
