/** Orders by month, as `[['2026-01', [order, …]], …]`, oldest first. */
export function byMonth(orders) {
  const months = Object.groupBy(orders, ({ date }) => date.slice(0, 7));
  return Object.entries(months).sort(([a], [b]) => a.localeCompare(b));
}

/** Sum of the orders' amounts, in euros to the cent. */
export function revenueOf(orders) {
  return Math.round(orders.reduce((sum, { amountEur }) => sum + amountEur, 0) * 100) / 100;
}

/** The name that brought the most for a key (`product`, `country`), with its revenue in euros. */
export function bestBy(key, orders) {
  const groups = Object.entries(Object.groupBy(orders, (order) => order[key]));
  const ranked = groups.map(([name, group]) => ({ name, revenueEur: revenueOf(group) }));
  return ranked.sort((a, b) => b.revenueEur - a.revenueEur)[0] ?? null;
}
