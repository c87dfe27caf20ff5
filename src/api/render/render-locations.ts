type Settings = Readonly<Record<string, unknown>>;

/** `web.locations` with the defaults that the original fills in, numbers and booleans as the texts it gives. */
export function renderLocations(locations: Readonly<Record<string, Settings>>) {
  return Object.fromEntries(
    Object.entries(locations).map(([path, settings]) => [path, renderLocation(settings)]),
  );
}

function renderLocation(settings: Settings) {
  return {
    root: textOr(settings.root, null),
    expires: textOr(settings.expires, '-1'),
    passthru: textOr(settings.passthru, 'false'),
    scripts: settings.scripts !== false,
    ...(Array.isArray(settings.index) ? { index: settings.index.map(String) } : {}),
    allow: settings.allow !== false,
    headers: renderHeaders(settings.headers),
    rules: renderRules(settings.rules),
  };
}

function renderRules(rules: unknown) {
  return Object.fromEntries(
    Object.entries(mapOr(rules)).map(([pattern, rule]) => [pattern, renderRule(mapOr(rule))]),
  );
}

/** A rule says only what differs from its location. */
function renderRule({ expires, passthru, scripts, allow, headers }: Settings) {
  return {
    ...(expires === undefined ? {} : { expires: textOr(expires, null) }),
    ...(passthru === undefined ? {} : { passthru: textOr(passthru, 'false') }),
    ...(typeof scripts === 'boolean' ? { scripts } : {}),
    ...(typeof allow === 'boolean' ? { allow } : {}),
    ...(headers === undefined ? {} : { headers: renderHeaders(headers) }),
  };
}

function renderHeaders(headers: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(mapOr(headers)).map(([name, value]) => [name, String(value)]));
}

function textOr<Default extends string | null>(value: unknown, instead: Default): string | Default {
  return value === undefined || value === null ? instead : String(value);
}

function mapOr(value: unknown): Settings {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
