import { setTimeout as delay } from 'node:timers/promises';
import type { ActivityDocument, Client } from './client.ts';

/** Of an activity's document what the journeys look at, beside what `client.ts` names. */
export interface Activity extends ActivityDocument {
  readonly created_at: string;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly commands: readonly { readonly app: string; readonly type: string; readonly exit_code: number }[];
}

const project = '/projects/shop';
const patienceMilliseconds = 90_000;

export async function activityOf(client: Client, id: string): Promise<Activity> {
  return (await (await client.api(`${project}/activities/${id}`)).json()) as Activity;
}

/** Asks until the answer is not null. */
export async function until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
  const deadline = performance.now() + patienceMilliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await delay(20);
  }
}

export function untilState(client: Client, id: string, state: Activity['state']): Promise<Activity> {
  return until(`activity ${id} to be ${state}`, async () => {
    const activity = await activityOf(client, id);
    return activity.state === state ? activity : null;
  });
}

/** The log as it is now, as the API's lines. */
export async function linesNow(client: Client, id: string): Promise<readonly string[]> {
  const text = await (await client.api(`${project}/activities/${id}/log?max_delay=0`)).text();
  return text === '' ? [] : text.trimEnd().split('\n');
}

export async function textNow(client: Client, id: string): Promise<string> {
  const items = (await linesNow(client, id)).map(
    (line) => JSON.parse(line) as { data?: { message: string } },
  );
  return items.map(({ data }) => data?.message ?? '').join('');
}

/** Waits until the log so far has the words. */
export function untilLogged(client: Client, id: string, words: string): Promise<string> {
  return until(`"${words}" in the log of ${id}`, async () => {
    const text = await textNow(client, id);
    return text.includes(words) ? text : null;
  });
}

/** The whole log as it comes over the wire, seal included. */
export async function sealedLines(client: Client, id: string): Promise<string> {
  return (await client.api(`${project}/activities/${id}/log`)).text();
}

export function cancel(client: Client, id: string): Promise<Response> {
  return client.api(`${project}/activities/${id}/cancel`, { method: 'POST' });
}

/** Triggers the task `script` of `script-project.ts`. */
export function begin(client: Client, script: string, task = 'script'): Promise<ActivityDocument> {
  return client.trigger(task, { SCRIPT: script });
}
