/** The names in a path below a run's folder; null where it leads elsewhere or nowhere. */
export function checkedParts(path: string): readonly string[] | null {
  const parts = path.split('/');
  const isBad = (part: string) => part === '' || part === '.' || part === '..' || part.includes('\0');
  return parts.some(isBad) ? null : parts;
}
