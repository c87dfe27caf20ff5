import { readFile } from 'node:fs/promises';
import { renderPage } from './page.mjs';
import { addReport, listReports } from './reports.mjs';
import { readActivity, startReport } from './upsun.mjs';

const largestBodyBytes = 64 * 1024;
const fileTypes = {
  '/style.css': 'text/css; charset=utf-8',
  '/report-card.css': 'text/css; charset=utf-8',
  '/page.js': 'text/javascript; charset=utf-8',
};

/** Answers a request. Throws an Error whose `status`, 502 if it has none, is the answer's. */
export async function respond(request, response) {
  const { pathname } = new URL(request.url, 'http://localhost');
  const route = `${request.method} ${pathname}`;
  if (route === 'GET /')
    return send(response, 200, 'text/html; charset=utf-8', await renderPage(listReports()));
  if (route === 'GET /healthz') return send(response, 200, 'text/plain', 'ok\n');
  if (route === 'GET /reports') return sendJson(response, 200, listReports());
  if (route === 'POST /reports') return sendJson(response, 201, keepReport(await readJson(request)));
  if (route === 'POST /runs')
    return sendJson(response, 202, runOf(await startReport(titleIn(await readJson(request)))));
  const run = /^GET \/runs\/([a-z0-9]+)$/.exec(route);
  if (run) return sendJson(response, 200, runOf(await readActivity(run[1])));
  if (request.method === 'GET' && Object.hasOwn(fileTypes, pathname)) return sendFile(response, pathname);
  throw failure(404, `There is nothing at ${pathname}`);
}

function keepReport(report) {
  try {
    addReport(report);
  } catch (error) {
    throw failure(400, error.message);
  }
  console.log(`New report: ${report.title}`);
  return { status: 'stored' };
}

/** What the page needs to know of an activity. */
function runOf({ id, state, result }) {
  return { id, state, result };
}

function titleIn(body) {
  const title = typeof body?.title === 'string' ? body.title.trim() : '';
  return title.slice(0, 120) || 'Sales report';
}

async function readJson(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > largestBodyBytes) throw failure(413, 'The body is too large');
  }
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw failure(400, 'The body is not JSON');
  }
}

async function sendFile(response, pathname) {
  const content = await readFile(new URL(`./public${pathname}`, import.meta.url));
  send(response, 200, fileTypes[pathname], content);
}

function sendJson(response, status, value) {
  send(response, status, 'application/json', JSON.stringify(value));
}

function send(response, status, type, body) {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-cache' });
  response.end(body);
}

function failure(status, message) {
  return Object.assign(new Error(message), { status });
}
