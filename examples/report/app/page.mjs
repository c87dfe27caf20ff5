import { readFile } from 'node:fs/promises';
import { html } from './html.mjs';
import { renderReport } from './report-card.mjs';

const nothingYet = html`<p class="empty">No report yet. Run one: it takes about three seconds.</p>`;

/** The whole page, as text. */
export async function renderPage(reports) {
  const list = reports.length === 0 ? nothingYet : reports.map(renderReport);
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Sales reports</title>
    <link rel="stylesheet" href="/style.css">
    <link rel="stylesheet" href="/report-card.css">
    <link rel="icon" href="data:,">
    <script type="module" src="/page.js"></script>
  </head>
  <body>
    <header>
      <h1>Sales reports</h1>
      <p>Each one is made by a task: a container that starts for it, does the sums and is gone.</p>
      <form id="run">
        <label for="title">Title</label>
        <input id="title" name="title" value="Sales report" maxlength="120">
        <button>Run the report now</button>
      </form>
      <p id="state" role="status" hidden></p>
    </header>
    <main id="reports">${list}</main>
    <footer>${await buildLine()}</footer>
  </body>
</html>
`.text;
}

async function buildLine() {
  try {
    const info = JSON.parse(await readFile(new URL('./build-info.json', import.meta.url), 'utf8'));
    const builtAt = info.builtAt.slice(0, 16).replace('T', ' ');
    return `Built ${builtAt} UTC from tree ${info.treeId?.slice(0, 8) ?? 'unknown'} · Node.js ${info.node}`;
  } catch {
    return 'Not built: node build.mjs writes build-info.json';
  }
}
