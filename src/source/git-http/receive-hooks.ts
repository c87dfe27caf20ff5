import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * git's own hooks, which speak to the server over two pipes that git hands down: 3 to the server, 4 from it. What they
 * print, git shows on the pushing terminal behind `remote:`.
 */
const options = `i=0
  while [ "$i" -lt "\${GIT_PUSH_OPTION_COUNT:-0}" ]; do
    eval "printf 'option %s\\n' \\"\\$GIT_PUSH_OPTION_$i\\""
    i=$((i + 1))
  done`;

const tell = (hook: string) => `{
  echo ${hook}
  ${options}
  sed 's/^/update /'
  echo .
} >&3`;

const preReceive = `#!/bin/sh
${tell('pre-receive')}
IFS= read -r verdict <&4
[ "$verdict" = ok ] && exit 0
printf '%s\\n' "$verdict" >&2
exit 1
`;

const postReceive = `#!/bin/sh
${tell('post-receive')}
exec cat <&4
`;

/** Writes the hooks that every repository of this server shares. Returns their folder. */
export async function writeReceiveHooks(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(join(directory, 'pre-receive'), preReceive, { mode: 0o700 });
  await writeFile(join(directory, 'post-receive'), postReceive, { mode: 0o700 });
  return directory;
}
