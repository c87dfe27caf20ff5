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
    // Where a registry is in reach, only the tests of images fetch from one.
    env: { ERRAND_IMAGE_PREFER: 'machine' },
    // The tests run real containers, networks and servers; side by side they would measure one another.
    fileParallelism: false,
    // Long enough for a machine that is busy with other things: a test that waits for nothing fails all the same.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // What a test waits for comes late there too; a second, as by default, is too little.
    expect: { poll: { timeout: 60_000, interval: 50 } },
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
});
