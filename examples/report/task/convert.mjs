// The build hook: turns orders.csv into orders.json once, so that a bad line stops the build and not a run.
import { readFile, writeFile } from 'node:fs/promises';
import { parseCsv } from './csv.mjs';

const rows = parseCsv(await readFile(new URL('./orders.csv', import.meta.url), 'utf8'));
const orders = rows.map((row) => {
  const amountEur = Number(row.quantity) * Number(row.unit_price_eur);
  if (!Number.isFinite(amountEur)) throw new Error(`order ${row.order} has no amount`);
  const { order, date, country, product } = row;
  return { order, date, country, product, quantity: Number(row.quantity), amountEur };
});

await writeFile(new URL('./orders.json', import.meta.url), JSON.stringify(orders));
console.log(`orders.csv → orders.json: ${orders.length} orders`);
