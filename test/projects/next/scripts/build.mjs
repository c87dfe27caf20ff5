import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const source = readFileSync('app/client.js', 'utf8');
const hash = createHash('sha256').update(source).digest('hex').slice(0, 8);
mkdirSync('.next/static', { recursive: true });
writeFileSync(`.next/static/client-${hash}.js`, source);
writeFileSync('.next/manifest.json', JSON.stringify({ client: `client-${hash}.js` }));
console.log(`Compiled client-${hash}.js`);
