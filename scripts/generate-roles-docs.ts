import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderRolesPage } from '../src/identity/authorization/roles-page.ts';

writeFileSync(fileURLToPath(new URL('../docs/reference/roles.md', import.meta.url)), renderRolesPage());
