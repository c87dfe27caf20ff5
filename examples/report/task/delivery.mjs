/** Where the application is: the relationship `app`, by its own variables or by PLATFORM_RELATIONSHIPS. */
export function applicationUrl(env) {
  const {
    scheme = 'http',
    host,
    port,
  } = env.APP_HOST
    ? { scheme: env.APP_SCHEME, host: env.APP_HOST, port: env.APP_PORT }
    : (firstInstance(env.PLATFORM_RELATIONSHIPS) ?? {});
  if (!host || !port) {
    throw new Error('The relationship "app" is missing: neither APP_HOST nor PLATFORM_RELATIONSHIPS has it.');
  }
  return `${scheme}://${host}:${port}`;
}

/** Hands a report to the application. Throws an Error that says what went wrong. */
export async function deliver(report, applicationUrl) {
  const response = await fetch(`${applicationUrl}/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(report),
    signal: AbortSignal.timeout(10_000),
  }).catch((cause) => {
    throw new Error(`${applicationUrl} does not answer: ${cause.cause?.message ?? cause.message}`, { cause });
  });
  if (!response.ok) {
    throw new Error(`${applicationUrl} refused the report: ${response.status} ${await response.text()}`);
  }
}

function firstInstance(relationships) {
  if (!relationships) return undefined;
  return JSON.parse(Buffer.from(relationships, 'base64').toString('utf8')).app?.[0];
}
