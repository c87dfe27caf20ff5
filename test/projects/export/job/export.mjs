import { readFileSync, renameSync, writeFileSync } from 'node:fs';

const lines = readFileSync('orders/orders.csv', 'utf8').trim().split('\n').slice(1);
const total = lines.reduce((sum, line) => sum + Number(line.split(',')[1]), 0);
const name = `${process.env.MONTH ?? 'all'}.json`;
// Whole or not at all: readers never see half a file.
writeFileSync(`out/.${name}`, JSON.stringify({ orders: lines.length, total }));
renameSync(`out/.${name}`, `out/${name}`);
console.log(`exported ${lines.length} orders to ${name}`);
