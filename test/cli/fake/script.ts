import { fakeActivity, type Json, type LogLine } from './documents.ts';

/** What a fake server says. Every test starts from the defaults and changes what it is about. */
export interface Script {
  projects: Json[];
  environments: Json[];
  tasks: Json[];
  /** Newest first; followed ones answer with what they ended as. */
  activities: Json[];
  /** What a trigger answers with, as it was when accepted. */
  accepted: Json;
  log: LogLine[];
  /** One element per connection: how many log lines it carries before it breaks in the middle of the next. */
  cutLogAfter: number[];
  /** Whether the log comes as server-sent events. */
  logAsEvents: boolean;
  /** The log stays open behind its last line until this resolves. */
  logOpenUntil: Promise<void>;
  routes: Json;
  /** Answers that come instead of the usual one: `POST /path` → status and body. */
  instead: Record<string, { readonly status: number; readonly body: Json | readonly Json[] }>;
  /** Calls that are never answered: `PUT /path`. */
  silent: string[];
  /** How many calls to refuse with 401 before tokens are accepted. */
  refuseTokens: number;
}

/** A project with one environment, one task and one run that succeeded. */
export function defaultScript(): Script {
  return {
    projects: [{ id: 'shop', title: 'Shop', default_branch: 'main' }],
    environments: [{ id: 'main', type: 'production', status: 'active', parent: null }],
    tasks: [{ name: 'report', type: 'nodejs:26', run: { command: 'node report.mjs', timeout: 300 } }],
    activities: [fakeActivity()],
    accepted: fakeActivity({ state: 'in_progress', result: null, completion_percent: 50 }),
    log: [],
    cutLogAfter: [],
    logAsEvents: false,
    logOpenUntil: Promise.resolve(),
    routes: { 'http://main.shop.localhost/': { type: 'upstream', primary: true } },
    instead: {},
    silent: [],
    refuseTokens: 0,
  };
}
