import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderErrorsPage } from '../src/errors/errors-page.ts';

writeFileSync(fileURLToPath(new URL('../docs/reference/errors.md', import.meta.url)), renderErrorsPage());
