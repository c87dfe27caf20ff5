// The API as this container may use it: its own environment, with a token that it asks for on the spot.
const apiUrl = process.env.UPSUN_API_URL ?? 'https://api.upsun.com';
const tokenUrl = process.env.UPSUN_TOKEN_URL ?? 'http://localhost:8200/oauth2/token';
let token = { value: '', usableUntil: 0 };

/** Starts the task `report` with a title. Returns the activity that records the run. */
export async function startReport(title) {
  const branch = encodeURIComponent(process.env.PLATFORM_BRANCH ?? 'main');
  const body = JSON.stringify({ variables: { env: { REPORT_TITLE: title } } });
  const accepted = await call(`/environments/${branch}/tasks/report/run`, { method: 'POST', body });
  return accepted._embedded.activities[0];
}

/** The activity with this id: `state`, `result`, `completion_percent` and more. */
export function readActivity(id) {
  return call(`/activities/${encodeURIComponent(id)}`);
}

async function call(path, options = {}) {
  const url = `${apiUrl}/projects/${process.env.PLATFORM_PROJECT}${path}`;
  const headers = { authorization: `Bearer ${await accessToken()}`, 'content-type': 'application/json' };
  return answerOf('The API', url, { ...options, headers });
}

/** A token lasts a minute by default; asking for one at every poll would be refused by some brokers. */
async function accessToken() {
  if (Date.now() < token.usableUntil) return token.value;
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  const answer = await answerOf('The token broker', tokenUrl, { method: 'POST', body });
  token = { value: answer.access_token, usableUntil: Date.now() + (answer.expires_in - 10) * 1000 };
  return token.value;
}

async function answerOf(who, url, options) {
  const response = await fetch(url, { ...options, signal: AbortSignal.timeout(10_000) }).catch((cause) => {
    throw new Error(`${who} does not answer: ${cause.cause?.message ?? cause.message}`, { cause });
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${who} answered ${response.status}: ${messageIn(text)}`);
  return JSON.parse(text);
}

function messageIn(text) {
  try {
    const { message, error_description: description, error } = JSON.parse(text);
    return message ?? description ?? error ?? text;
  } catch {
    return text || 'no reason given';
  }
}
