import type { Output } from './terminal.ts';

/** Says, once ever, how the first administrator signs in. */
export function writeFirstSignIn(
  output: Output,
  apiUrl: string,
  { username, password }: { readonly username: string; readonly password: string },
): void {
  output.line('');
  output.line(`  The first administrator is ${username}, with a password for one sign-in:`);
  output.line('');
  output.line(`      ${output.paint.bold(password)}`);
  output.line('');
  output.line(`  Sign in from any machine that reaches the server: errand auth:login --api-url ${apiUrl}`);
  output.line(`  On this machine root needs no sign-in. Lost it? errand account:password ${username}`);
  output.line('');
}
