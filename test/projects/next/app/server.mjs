import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { client } = JSON.parse(readFileSync('.next/manifest.json', 'utf8'));

createServer(({ url, headers }, response) => {
  if (url === '/api/host') return response.end(headers.host);
  response.setHeader('content-type', 'text/html');
  response.end(`<script src="/_next/static/${client}"></script>`);
}).listen(process.env.PORT);
