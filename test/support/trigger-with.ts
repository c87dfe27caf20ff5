import type { ActivityDocument, Client } from './client.ts';

export interface TriggerAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The activity's id; empty where the trigger was refused. */
  readonly id: string;
  readonly activity: ActivityDocument | undefined;
  readonly message: string;
}

/** Triggers a task of `shop`'s `main` with any body and headers, and tells the answer as it is. */
export async function triggerWith(
  client: Client,
  task: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<TriggerAnswer> {
  const path = `/projects/shop/environments/main/tasks/${task}/run`;
  const response = await client.api(path, { method: 'POST', body: JSON.stringify(body), headers });
  const answer = (await response.json()) as {
    readonly message?: string;
    readonly _embedded?: { readonly activities: readonly ActivityDocument[] };
  };
  const activity = answer._embedded?.activities[0];
  const { status } = response;
  return {
    status,
    headers: response.headers,
    id: activity?.id ?? '',
    activity,
    message: answer.message ?? '',
  };
}
