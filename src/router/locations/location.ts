import type { WebDefinition } from '../../config/definition.ts';
import { headerProblem } from '../../config/http-header.ts';
import { expiresSeconds } from '../duration.ts';
import { trialOf } from '../expression.ts';
import { mapOf } from '../route-settings.ts';
import { withoutSlashesAround } from '../slashes.ts';

/** How a request is answered: by a file, by the application, or not at all. */
export interface Handling {
  /** Folder below `/app` that files are taken from; null where the location has none. */
  readonly root: string | null;
  /** The path below the location, decoded, without a slash at its beginning. */
  readonly file: string;
  readonly index: readonly string[];
  readonly allow: boolean;
  /** Whether the application gets what is no file, or one that is not allowed. A path is the script that takes it. */
  readonly passthru: boolean | string;
  readonly scripts: boolean;
  readonly expiresSeconds: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly buffering: RequestBuffering;
}

export interface RequestBuffering {
  /** Whether a body of unknown length is taken in whole before the application sees it. */
  readonly enabled: boolean;
  readonly maxBytes: number;
}

type Settings = Readonly<Record<string, unknown>>;

const unitBytes: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `250m` as nginx reads it; null where it is no size. */
export function sizeBytes(written: unknown): number | null {
  const [, count, unit = ''] = /^(\d+)([kmg]?)b?$/i.exec(String(written ?? '').trim()) ?? [];
  return count === undefined ? null : Number(count) * (unitBytes[unit.toLowerCase()] ?? 1);
}

/** As the original has it. */
const usualMaxBytes = 250 * 1024 ** 2;

function buffering(written: unknown): RequestBuffering {
  const settings = mapOf(written);
  return {
    enabled: settings.enabled === true,
    maxBytes: sizeBytes(settings.max_request_size) ?? usualMaxBytes,
  };
}

const isBelow = (path: string, prefix: string) =>
  prefix === '/' || path === prefix || path.startsWith(`${prefix}/`);
const trimmed = (prefix: string) => `/${withoutSlashesAround(prefix)}`;

/** What holds where no location does: the application answers everything. */
const everythingToTheApplication: Settings = { passthru: true };

/** Of all locations above the path the longest, whatever their order, as nginx chooses. */
function closest(locations: WebDefinition['locations'], path: string): readonly [string, Settings] | null {
  const above = Object.entries(locations)
    .map(([prefix, settings]) => [trimmed(prefix), settings] as const)
    .filter(([prefix]) => isBelow(path, prefix));
  return above.toSorted(([a], [b]) => b.length - a.length)[0] ?? null;
}

/**
 * The first rule whose expression is found in the path wins over what the location says, key by key. `allow` is about files
 * that no rule knows, so one that a rule knows is served unless the rule says otherwise. A rule whose expression is not taken
 * fits where it forbids something and nowhere else: what was deployed before must not open what it closed.
 */
function withRule(settings: Settings, path: string): Settings {
  const rules = Object.entries(mapOf(settings.rules));
  const trial = trialOf(path);
  const found = rules.find(([pattern, said]) => trial.against(pattern)?.test(path) ?? forbids(mapOf(said)));
  if (found === undefined) return settings;
  const said = Object.entries(mapOf(found[1])).filter(([, value]) => value !== null && value !== undefined);
  return { ...settings, allow: true, ...Object.fromEntries(said) };
}

const forbids = ({ allow, scripts }: Settings) => allow === false || scripts === false;

function passthruOf(value: unknown): boolean | string {
  return typeof value === 'string' && value !== 'true' && value !== 'false'
    ? value
    : value === true || value === 'true';
}

/** How a request for a path, decoded and without `..`, is to be answered; null where nothing answers it. Throws a `Refusal`. */
export function handlingOf(web: Pick<WebDefinition, 'locations' | 'start'>, path: string): Handling | null {
  const fallback = web.start === null ? null : (['/', everythingToTheApplication] as const);
  const [prefix, settings] = closest(web.locations, path) ?? fallback ?? [];
  if (prefix === undefined || settings === undefined) return null;
  const holds = withRule(settings, path);
  // The check of configurations refuses the others; one that was deployed before may have them.
  const headers = Object.entries(mapOf(holds.headers))
    .map(([name, value]) => [name, String(value)] as const)
    .filter(([name, value]) => headerProblem(name, value) === null);
  return {
    root: typeof holds.root === 'string' ? withoutSlashesAround(holds.root) : null,
    file: path.slice(prefix === '/' ? 1 : prefix.length + 1),
    index: Array.isArray(settings.index) ? settings.index.map(String) : [],
    allow: holds.allow !== false,
    passthru: passthruOf(holds.passthru),
    scripts: holds.scripts !== false,
    expiresSeconds: expiresSeconds(holds.expires),
    headers: Object.fromEntries(headers),
    buffering: buffering(settings.request_buffering),
  };
}
