const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Whether a shell can set a variable of every name; others, such as `a-b`, only reach a container that is made with them. */
export function shellCanSet(names: readonly string[]): boolean {
  return names.every((name) => identifier.test(name));
}
