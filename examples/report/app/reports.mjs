// Reports live in memory: /app cannot be written to, and an example needs no database. A restart forgets them.
const kept = 20;
const reports = [];

/** Newest first. */
export function listReports() {
  return reports;
}

/** Keeps a report; throws a TypeError that says which field is wrong. */
export function addReport(report) {
  check(
    typeof report?.title === 'string' && report.title.length <= 120,
    'title',
    'a text of up to 120 characters',
  );
  check(!Number.isNaN(Date.parse(report.createdAt)), 'createdAt', 'a time');
  for (const name of ['orders', 'revenueEur']) check(Number.isFinite(report[name]), name, 'a number');
  for (const name of ['bestProduct', 'bestCountry'])
    check(isBest(report[name]), name, '{name, revenueEur} or null');
  check(
    Array.isArray(report.months) && report.months.every(isMonth),
    'months',
    'a list of {month, orders, revenueEur}',
  );
  reports.unshift(report);
  reports.splice(kept);
}

function isBest(best) {
  return best === null || (typeof best?.name === 'string' && Number.isFinite(best.revenueEur));
}

function isMonth(month) {
  return (
    /^\d{4}-\d\d$/.test(month?.month) && Number.isFinite(month.orders) && Number.isFinite(month.revenueEur)
  );
}

function check(isRight, name, expected) {
  if (!isRight) throw new TypeError(`"${name}" must be ${expected}`);
}
