/** Whether a host is in the list: by its name, or below one that is written `*.example.org`. */
export function isAllowed(allowed: readonly string[], host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return allowed.some((entry) => {
    const wanted = entry.toLowerCase();
    return wanted.startsWith('*.') ? name.endsWith(wanted.slice(1)) : name === wanted;
  });
}

/** What a proxy is asked for; null where that is no URL. */
export function targetOf(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

/** What makes npm, pip, Composer, RubyGems, git, curl and Node.js itself use a proxy. */
export function proxyVariables(proxy: {
  readonly address: string;
  readonly port: number;
}): Readonly<Record<string, string>> {
  const url = `http://${proxy.address}:${proxy.port}`;
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'];
  return {
    ...Object.fromEntries(names.map((name) => [name, url])),
    NO_PROXY: 'localhost,127.0.0.1',
    no_proxy: 'localhost,127.0.0.1',
    NODE_USE_ENV_PROXY: '1',
  };
}
