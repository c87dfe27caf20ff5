import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceTypes } from '../src/config/image-types.ts';
import { servicesPage } from '../src/service/services-page.ts';

writeFileSync(join(import.meta.dirname, '../docs/reference/services.md'), servicesPage(serviceTypes));
