/** A browser as far as signing in needs one: cookies by path, no script, redirects followed by hand. */
export interface Browser {
  get(url: string): Promise<Visit>;
  /** Sends a form as the page would, with the fields in it that are hidden. */
  submit(page: Visit, fields: Readonly<Record<string, string>>, action?: string): Promise<Visit>;
  /** Goes from redirect to redirect while they stay on the server. */
  follow(visit: Visit): Promise<Visit>;
  readonly cookies: ReadonlyMap<string, string>;
}

export interface Visit {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it leads; null where it stays. */
  readonly location: string | null;
}

interface Cookie {
  readonly value: string;
  readonly path: string;
}

export function openBrowser(base: string): Browser {
  const jar = new Map<string, Cookie>();
  const ask = async (url: string, init: RequestInit = {}): Promise<Visit> => {
    const full = new URL(url, base);
    const sent = [...jar].filter(([, { path }]) => full.pathname.startsWith(path));
    const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...Object(init.headers) };
    const response = await fetch(full, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) store(jar, line);
    return {
      url: full.href,
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      location: response.headers.get('location'),
    };
  };
  return {
    get: (url) => ask(url),
    submit(page, fields, action) {
      const hidden = [...page.text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)];
      const body = new URLSearchParams(hidden.map(([, name = '', value = '']) => [name, value]));
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      const target = action ?? /<form method="post" action="([^"]+)"/.exec(page.text)?.[1] ?? page.url;
      return ask(target, { method: 'POST', body });
    },
    async follow(visit) {
      if (visit.location === null) return visit;
      const next = new URL(visit.location, base);
      if (next.origin !== new URL(base).origin) return visit;
      return this.follow(await ask(next.href));
    },
    get cookies() {
      return new Map([...jar].map(([name, { value }]) => [name, value]));
    },
  };
}

function store(jar: Map<string, Cookie>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ');
  const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
  const path = attributes.find((text) => text.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
  if (value === '') jar.delete(name);
  else jar.set(name, { value, path });
}
