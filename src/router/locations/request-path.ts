/**
 * The path of a request as a location is chosen by it: decoded once, without `.`, `..` and double slashes. Null where
 * it is none: badly encoded, with a NUL, or leading above the root.
 */
export function requestPath(url: string): string | null {
  const [written = '/'] = url.split(/[?#]/, 1);
  const decoded = decode(written);
  if (decoded === null || !decoded.startsWith('/') || decoded.includes('\0')) return null;
  const kept: string[] = [];
  const parts = decoded.split('/');
  for (const part of parts) {
    if (part === '..' && kept.pop() === undefined) return null;
    if (part !== '' && part !== '.' && part !== '..') kept.push(part);
  }
  const endsAsFolder = ['', '.', '..'].includes(parts.at(-1) ?? '');
  return kept.length === 0 ? '/' : `/${kept.join('/')}${endsAsFolder ? '/' : ''}`;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
