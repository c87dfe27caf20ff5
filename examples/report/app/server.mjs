// The application: a page with the reports and a button that runs the task.
import { createServer } from 'node:http';
import { respond } from './routes.mjs';

const server = createServer((request, response) => {
  respond(request, response).catch((error) => {
    console.error(`${request.method} ${request.url}: ${error.message}`);
    if (response.headersSent) return response.destroy();
    response.writeHead(error.status ?? 502, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ message: error.message }));
  });
});

server.listen(Number(process.env.PORT ?? 8080), () => {
  console.log(`Listening on port ${server.address().port}`);
});

process.on('SIGTERM', () => {
  // Answers what has begun, for a few seconds at most, and takes nothing new.
  server.close(() => process.exit(0));
  setTimeout(() => server.closeAllConnections(), 3000).unref();
});
