import { writeFileSync } from 'node:fs';
import { configPage } from '../src/config/reference/config-page.ts';

// Writes docs/reference/config.md from the schema of the language; a test holds the two equal.
writeFileSync(new URL('../docs/reference/config.md', import.meta.url), configPage());
