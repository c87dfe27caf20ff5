import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serviceTypes } from '../../src/config/image-types.ts';
import { servicesPage } from '../../src/service/services-page.ts';

test('docs/reference/services.md says what the definitions say (npm run docs)', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/reference/services.md'), 'utf8');
  expect(page).toBe(servicesPage(serviceTypes));
});
