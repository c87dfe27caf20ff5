/** `/blog//` is `/blog`, `/` is nothing. Reads each slash once, where `/\/+$/` tries again from every one of them. */
export function withoutSlashAtEnd(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
}

/** `/blog/` is `blog`. */
export function withoutSlashesAround(path: string): string {
  return withoutSlashAtEnd(path.replace(/^\/+/, ''));
}
