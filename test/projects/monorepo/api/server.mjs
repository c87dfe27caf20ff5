import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

createServer(async (request, response) => {
  const name = request.url.split('/').at(-1);
  if (request.method === 'PUT') {
    let text = '';
    for await (const chunk of request) text += chunk;
    writeFileSync(`uploads/${name}`, text);
  }
  response.end(JSON.stringify(readdirSync('uploads')));
}).listen(process.env.PORT);
