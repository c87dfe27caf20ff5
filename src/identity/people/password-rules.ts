import { ErrandError } from '../../errors/errand-error.ts';

/** NIST SP 800-63B section 3.1.1.2: length counts, rules of composition do not. */
const leastCharacters = 12;
const mostBytes = 1024;

/** Throws `request_invalid` where a password is too short, too long, or the user's own name or address. */
export function checkNewPassword(
  password: string,
  user: { readonly username: string; readonly email: string },
): void {
  const refuse = (message: string) => {
    throw new ErrandError('request_invalid', message, { details: { field: 'password' } });
  };
  if ([...password].length < leastCharacters) {
    refuse(`A password needs at least ${leastCharacters} characters; a few words are easy to remember.`);
  }
  if (Buffer.byteLength(password) > mostBytes) refuse(`A password may have at most ${mostBytes} bytes.`);
  const own = [user.username, user.email].map((text) => text.toLowerCase());
  if (own.includes(password.toLowerCase()))
    refuse('A password may not be the user name or the e-mail address.');
  if (new Set(password).size < 4) refuse('A password needs at least 4 different characters.');
}
