/** What a client may be called. All clients are public: a name proves nothing, so it gives nothing either. */
const clientId = /^[\w.~@:-]{1,128}$/;

/** The web console, which the server serves itself. */
export const consoleClient = 'errand-console';

/** Names that people know, for the page that asks for consent. */
const names: Readonly<Record<string, string>> = {
  'errand-cli': 'The errand command',
  'upsun-cli': 'The upsun command',
  'platform-cli': 'The platform command',
  'platform-api-user': 'An API client',
  'sdk-node-client-id': 'The Upsun SDK for Node.js',
  'sdk-php-client-id': 'The Upsun SDK for PHP',
  [consoleClient]: 'The Errand console',
};

export function isKnownClient(id: string): boolean {
  return Object.hasOwn(names, id);
}

export function clientName(id: string): string {
  return Object.hasOwn(names, id) ? (names[id] ?? id) : id;
}

const loopback = ['http://127.0.0.1/', 'http://[::1]/', 'http://localhost/'] as const;

/** A public client that signs people in with PKCE; null where no client can have the name. */
export function clientMetadata(id: string) {
  if (!clientId.test(id)) return null;
  return {
    client_id: id,
    client_name: clientName(id),
    // RFC 8252: the port of a loopback address is chosen when the listener opens.
    application_type: 'native' as const,
    token_endpoint_auth_method: 'none' as const,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code' as const],
    redirect_uris: [...loopback],
  };
}

/**
 * Where a code may be sent: to a program on the machine of the browser, whatever the client's name, or for the console
 * to this server. Anything else would let whoever makes up a client's name collect codes.
 */
export function isRedirectAllowed(id: string, redirectUri: string, serverUrl: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const { protocol, hostname, origin, username, password, hash } = new URL(redirectUri);
  if (username !== '' || password !== '' || hash !== '') return false;
  if (id === consoleClient && origin === new URL(serverUrl).origin) return true;
  return protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}
