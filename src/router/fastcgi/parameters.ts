import type { IncomingHttpHeaders } from 'node:http';

/** Which script answers, and as what it was asked for. */
export interface Script {
  /** `/app/public/index.php`. */
  readonly file: string;
  /** `/app/public`. */
  readonly documentRoot: string;
  /** `/index.php`, below the location. */
  readonly name: string;
  /** What follows the script in the path: `/news/1` of `/index.php/news/1`. */
  readonly pathInfo: string;
}

export interface AskedOfScript {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** `Proxy` would become HTTP_PROXY, which libraries take for the machine's own (httpoxy.org). */
const notHandedOn = new Set(['proxy', 'content-type', 'content-length', 'transfer-encoding', 'connection']);

/** Any other character becomes `_` in a variable, and so a visitor's header another one: nginx drops those names too. */
const hasPlainName = (name: string) => /^[a-z0-9-]+$/.test(name);

function headerParameters(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const given = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && hasPlainName(name) && !notHandedOn.has(name),
  );
  return Object.fromEntries(
    given.map(([name, value]) => [
      `HTTP_${name.toUpperCase().replaceAll('-', '_')}`,
      Array.isArray(value) ? value.join(', ') : String(value),
    ]),
  );
}

/** The variables of a script (RFC 3875), as nginx gives them to PHP. What a visitor claims was replaced before. */
export function scriptParameters(script: Script, asked: AskedOfScript): Readonly<Record<string, string>> {
  const { method, url, headers } = asked;
  const [, query = ''] = url.split(/\?(.*)/s, 2);
  const host = String(headers['x-forwarded-host'] ?? headers.host ?? '');
  const isSecure = headers['x-forwarded-proto'] === 'https';
  return {
    ...headerParameters(headers),
    GATEWAY_INTERFACE: 'CGI/1.1',
    SERVER_PROTOCOL: 'HTTP/1.1',
    SERVER_SOFTWARE: 'errand',
    REQUEST_METHOD: method,
    REQUEST_URI: url,
    QUERY_STRING: query,
    CONTENT_TYPE: String(headers['content-type'] ?? ''),
    CONTENT_LENGTH: String(headers['content-length'] ?? ''),
    DOCUMENT_ROOT: script.documentRoot,
    SCRIPT_FILENAME: script.file,
    SCRIPT_NAME: script.name,
    DOCUMENT_URI: `${script.name}${script.pathInfo}`,
    PATH_INFO: script.pathInfo,
    REMOTE_ADDR: String(headers['x-client-ip'] ?? ''),
    SERVER_NAME: host.replace(/:\d+$/, ''),
    SERVER_PORT: String(headers['x-forwarded-port'] ?? '80'),
    REQUEST_SCHEME: isSecure ? 'https' : 'http',
    ...(isSecure ? { HTTPS: 'on' } : {}),
    REDIRECT_STATUS: '200',
  };
}
