import { writeFileSync } from 'node:fs';
import { cliReference } from '../src/cli/reference/cli-reference.ts';

// Writes docs/reference/cli.md from the definitions of the commands; a test holds the two equal.
writeFileSync(new URL('../docs/reference/cli.md', import.meta.url), cliReference());
