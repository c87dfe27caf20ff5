import { writeFileSync } from 'node:fs';
import { settingsReference } from '../src/composition/settings/reference.ts';

// Writes docs/reference/settings.md from the schema of the settings file; a test holds the two equal.
writeFileSync(new URL('../docs/reference/settings.md', import.meta.url), settingsReference());
