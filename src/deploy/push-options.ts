/** What `git push -o` asks for, as the original names it. */
export interface PushOptions {
  /** Deploy the branch though its environment is inactive. */
  readonly activate: boolean;
  /** The parent of an environment that is new. */
  readonly parent: string | null;
  /** Those that mean nothing here, to be told. */
  readonly unknown: readonly string[];
}

/** Reads `environment.status=active` and its like. */
export function readPushOptions(texts: readonly string[]): PushOptions {
  let activate = false;
  let parent: string | null = null;
  const unknown: string[] = [];
  for (const text of texts) {
    const [name, value = ''] = text.split(/=(.*)/s, 2);
    if (name === 'environment.status' && value === 'active') activate = true;
    else if (name === 'environment.parent' && value !== '') parent = value;
    else unknown.push(text);
  }
  return { activate, parent, unknown };
}
