/**
 * What PHP takes for its own (and what is often kept beside it): a program, whose text is nobody's but its author's. Files of
 * other languages are meant to be read where a location has them, as `.js` is.
 */
const scripts = /\.(php\d*|phtml|pht|phps|phar|inc)$/i;

/** Whether a file is a script of the application: run, never sent. `a.php/` and `a.php ` are the same file to nobody but a guesser. */
export function isScript(path: string): boolean {
  return scripts.test(path.replace(/[\s./]+$/, ''));
}
