import { createServer } from 'node:http';

const answers = [];

createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  if (request.method === 'POST') answers.push(text);
  response.end(JSON.stringify(answers));
}).listen(process.env.PORT);
