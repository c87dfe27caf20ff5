// The task: reads the orders, sums them up month by month and hands the result to the application.
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { applicationUrl, deliver } from './delivery.mjs';
import { bestBy, byMonth, revenueOf } from './summary.mjs';

const euros = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });

async function main() {
  const application = applicationUrl(process.env);
  const orders = JSON.parse(await readFile(new URL('./orders.json', import.meta.url), 'utf8'));
  const title = process.env.REPORT_TITLE || 'Sales report';
  console.log(`${title}: ${orders.length} orders to read`);

  const months = [];
  for (const [month, ordersOfMonth] of byMonth(orders)) {
    // So little data takes no time at all; real reports take long enough to be watched.
    await pause(500);
    const revenueEur = revenueOf(ordersOfMonth);
    months.push({ month, orders: ordersOfMonth.length, revenueEur });
    console.log(`${month}: ${ordersOfMonth.length} orders, ${euros.format(revenueEur)}`);
  }

  await deliver(
    {
      title,
      createdAt: new Date().toISOString(),
      orders: orders.length,
      revenueEur: revenueOf(orders),
      bestProduct: bestBy('product', orders),
      bestCountry: bestBy('country', orders),
      months,
    },
    application,
  );
  console.log(`Delivered: ${euros.format(revenueOf(orders))} in ${months.length} months`);
}

main().catch((error) => {
  console.error(`The report failed. ${error.message}`);
  process.exitCode = 1;
});
