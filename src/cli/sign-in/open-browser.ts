import { spawn } from 'node:child_process';

/** Opens an address in the user's browser, if there is one; whether there is, nobody can tell. */
export function openInBrowser(url: string, env: NodeJS.ProcessEnv): void {
  const [program = '', ...words] = commandFor(env);
  if (program === '') return;
  const child = spawn(program, [...words, url], { stdio: 'ignore', detached: true });
  // Not installed: the address stands in the terminal.
  child.once('error', () => undefined);
  child.unref();
}

function commandFor(env: NodeJS.ProcessEnv): readonly string[] {
  if (env.BROWSER) return [env.BROWSER];
  if (process.platform === 'darwin') return ['open'];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : [];
}
