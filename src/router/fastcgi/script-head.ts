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
const ofTheConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'status']);

/** Reads a head as CGI has it (RFC 3875, 6): `Status: 404 Not Found`, and 302 where there is a `Location` alone. */
export function readHead(text: string): ScriptHead {
  const fields = text.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*?)\s*$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value] as const];
  });
  const status = Number(/^\d{3}/.exec(fields.findLast(([name]) => name === 'status')?.[1] ?? '')?.[0] ?? 0);
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of fields.filter(([name]) => !ofTheConnection.has(name))) {
    const former = headers[name];
    headers[name] = former === undefined ? value : [former, value].flat();
  }
  const redirects = headers.location !== undefined && status === 0;
  return { status: redirects ? 302 : status === 0 ? 200 : status, headers };
}
