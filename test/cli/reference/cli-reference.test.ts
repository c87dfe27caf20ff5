import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cliReference } from '../../../src/cli/reference/cli-reference.ts';

test('docs/reference/cli.md says what the commands are (mend: node scripts/generate-cli-docs.ts)', () => {
  const written = readFileSync(new URL('../../../docs/reference/cli.md', import.meta.url), 'utf8');
  expect(written).toBe(cliReference());
});
