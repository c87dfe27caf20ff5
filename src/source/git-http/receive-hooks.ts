import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hook } from './received.ts';

/** The descriptors of the pipes that git hands down, two for each hook: to the server and from it. */
export const hookPipes: Readonly<Record<Hook, { readonly told: number; readonly answer: number }>> = {
  'pre-receive': { told: 3, answer: 4 },
  'post-receive': { told: 5, answer: 6 },
};

/** One message in the form that `readReceived` takes. An option is printed as it is, and none can hold a NUL. */
const tell = (hook: Hook) => `{
  printf '${hook}\\0'
  cat
  printf '\\0%s\\0' "\${GIT_PUSH_OPTION_COUNT:-0}"
  i=0
  while [ "$i" -lt "\${GIT_PUSH_OPTION_COUNT:-0}" ]; do
    eval "printf '%s\\\\0' \\"\\$GIT_PUSH_OPTION_$i\\""
    i=$((i + 1))
  done
} >&${hookPipes[hook].told}`;

const preReceive = `#!/bin/sh
${tell('pre-receive')}
IFS= read -r verdict <&${hookPipes['pre-receive'].answer}
[ "$verdict" = ok ] && exit 0
printf '%s\\n' "$verdict" >&2
exit 1
`;

const postReceive = `#!/bin/sh
${tell('post-receive')}
exec cat <&${hookPipes['post-receive'].answer}
`;

/**
 * Writes the hooks that every repository of this server shares. Returns their folder. What they print, git shows on the
 * pushing terminal behind `remote:`.
 */
export async function writeReceiveHooks(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(join(directory, 'pre-receive'), preReceive, { mode: 0o700 });
  await writeFile(join(directory, 'post-receive'), postReceive, { mode: 0o700 });
  return directory;
}
