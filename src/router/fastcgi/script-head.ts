/** The head of what a script answers. */
export interface ScriptHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

/** Where the head ends and the body begins in what has come so far; null where it has not ended yet. */
export function headEnd(text: Buffer): { readonly end: number; readonly body: number } | null {
  const [crlf, lf] = [text.indexOf('\r\n\r\n'), text.indexOf('\n\n')];
  if (crlf !== -1 && (lf === -1 || crlf < lf)) return { end: crlf, body: crlf + 4 };
  return lf === -1 ? null : { end: lf, body: lf + 2 };
}

/** Those of one connection, which is not the visitor's. */
const ofTheConnection = new Set(['connection', 'keep-alive', 'trailer', 'transfer-encoding', 'status']);

/** Name and value of a line; null where it is no header (RFC 9110, 5). A script may send any line: it is read once, not tried. */
function field(line: string): readonly [string, string] | null {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
  const value = line.slice(colon + 1).trim();
  return /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && !/[^\t\x20-\x7e\x80-\xff]/.test(value) ? [name, value] : null;
}

/** Reads a head as CGI has it (RFC 3875, 6): `Status: 404 Not Found`, and 302 where there is a `Location` alone. */
export function readHead(text: string): ScriptHead {
  const fields = text
    .split(/\r?\n/)
    .map(field)
    .filter((each) => each !== null);
  const status = Number(/^\d{3}/.exec(fields.findLast(([name]) => name === 'status')?.[1] ?? '')?.[0] ?? 0);
  const headers = new Map<string, string | string[]>();
  for (const [name, value] of fields.filter(([name]) => !ofTheConnection.has(name))) {
    const former = headers.get(name);
    headers.set(name, former === undefined ? value : [former, value].flat());
  }
  const redirects = headers.has('location') && status === 0;
  return { status: redirects ? 302 : status === 0 ? 200 : status, headers: Object.fromEntries(headers) };
}
