import { html } from './html.mjs';

const euros = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });
const monthName = new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' });
const time = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

/** One report as a card with its figures and a bar for each month. */
export function renderReport(report) {
  const largest = Math.max(1, ...report.months.map(({ revenueEur }) => revenueEur));
  return html`
      <article>
        <h2>${report.title}</h2>
        <time datetime="${report.createdAt}">${time.format(new Date(report.createdAt))} UTC</time>
        <dl>
          ${figure('Revenue', euros.format(report.revenueEur))}
          ${figure('Orders', report.orders)}
          ${figure('Best product', report.bestProduct?.name ?? '–')}
          ${figure('Best country', report.bestCountry?.name ?? '–')}
        </dl>
        <ol class="months">${report.months.map((month) => renderMonth(month, largest))}</ol>
      </article>`;
}

function figure(name, value) {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function renderMonth({ month, orders, revenueEur }, largest) {
  const share = Math.max(0, revenueEur / largest).toFixed(3);
  return html`
          <li title="${orders} orders">
            <span class="amount">${euros.format(revenueEur)}</span>
            <span class="bar" style="--share: ${share}"></span>
            <span>${monthName.format(new Date(`${month}-01`))}</span>
          </li>`;
}
