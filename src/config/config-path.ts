/** The keys and indexes that lead to a value, from the top of the configuration. */
export type ConfigPath = readonly (string | number)[];

/** `tasks.report.mounts["/cache"].source`, as it is shown to people. */
export function showPath(path: ConfigPath): string {
  return path.map(showSegment).join('').replace(/^\./, '');
}

function showSegment(segment: string | number): string {
  if (typeof segment === 'number') return `[${segment}]`;
  return /^[\w-]+$/.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
}

/** Whether a path fits a pattern such as `tasks.*.web`. A `*` stands for any one key, a leading `**` for any number. */
export function matches(pattern: string, path: ConfigPath): boolean {
  const wanted = pattern.split('.');
  const tail = wanted[0] === '**';
  if (tail) wanted.shift();
  if (tail ? path.length < wanted.length : path.length !== wanted.length) return false;
  const compared = path.slice(path.length - wanted.length);
  return wanted.every((segment, i) => segment === '*' || segment === String(compared[i]));
}
