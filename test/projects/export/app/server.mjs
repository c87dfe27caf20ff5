import { createServer } from 'node:http';

createServer((_, response) => response.end('exports are under /exports\n')).listen(process.env.PORT);
