import { defineConfig } from 'vitest/config';

// Where .ci/run reads the numbers from.
const report = process.env.ERRAND_TEST_REPORT;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    // What watches over the whole suite, such as for leaks, is named here.
    globalSetup: ['test/support/leak-guard.ts'],
    pool: 'forks',
    // The tests run real containers, networks and servers; side by side they would measure one another.
    fileParallelism: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
