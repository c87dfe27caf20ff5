import { shell } from './oci-config.ts';

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A word that a POSIX shell reads as this very text. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Whether a shell can set every variable; names such as `a-b` only reach a container that is made with them. */
export function canAwakenWith(environment: Readonly<Record<string, string>>): boolean {
  return Object.keys(environment).every((name) => identifier.test(name));
}

/** What the shell of a waiting container reads: its variables, then the same shell that other containers begin with. */
export function gateScript(command: string, environment: Readonly<Record<string, string>>): string {
  const exports = Object.entries(environment).map(([name, value]) => `export ${name}=${quote(value)}\n`);
  return `${exports.join('')}exec /bin/sh -c ${quote(shell)} sh ${quote(command)}\n`;
}
