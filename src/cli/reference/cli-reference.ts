import type { Argument, Command, Option } from 'commander';
import { catalogue } from '../../errors/catalogue.ts';
import { createProgram } from '../program.ts';

const opening = `# The \`errand\` command

<!-- Generated from src/cli by scripts/generate-cli-docs.ts. Change it there. -->

Results go to stdout; progress, phases and errors go to stderr. With \`--json\`, stdout holds one JSON document, or for
\`activity:log\` one entry a line, and an error is one JSON document on stderr. Colours appear on a terminal only.
`;

const environment: readonly (readonly [string, string])[] = [
  ['ERRAND_API_URL', 'The server. Also `UPSUN_CLI_API_URL`; otherwise the one on this machine.'],
  [
    'ERRAND_TOKEN',
    "An API token. Also `UPSUN_CLI_TOKEN`, with an address given; otherwise this machine's server's own.",
  ],
  [
    'XDG_CONFIG_HOME',
    'Where what you signed in with is kept, in `errand/credentials`; `~/.config` otherwise. `BROWSER` is what `auth:login` opens.',
  ],
  ['ERRAND_HOME', 'Where the server of this machine keeps its state, and where the command finds it.'],
  ['ERRAND_CONFIG', 'The settings file of `serve` and `start`; otherwise `errand.yaml` in the home.'],
  ['NO_COLOR', 'Not empty: no colours.'],
];

const runStatuses: readonly (readonly [string, string])[] = [
  ['0', 'The run succeeded.'],
  ["the command's own", 'The command ended with it.'],
  ['124', 'The run timed out.'],
  ['130', 'The run was cancelled, or Ctrl-C ended the following.'],
  ['137', 'The run ran out of memory.'],
  ['1', 'The run ended in any other way: a deployment ended it, it was lost, it could not start.'],
];

/** The Markdown of `docs/reference/cli.md`, from what commander knows of the commands. */
export function cliReference(): string {
  const program = createProgram();
  const sections = [
    opening,
    section('Options of every command', options(program.options)),
    ...program.commands.map(command),
    section('Environment variables', table(['Variable', 'What it says'], environment, true)),
    section('Exit status of a run that was waited for', table(['Status', 'When'], runStatuses)),
    section('Exit status of an error', table(['Status', 'Errors'], errorStatuses())),
  ];
  return `${sections.map((text) => text.trimEnd()).join('\n\n')}\n`;
}

function command(command: Command): string {
  const own = command.options;
  const words = command.registeredArguments;
  return section(
    `errand ${command.name()}`,
    `${command.description()}.\n\n    errand ${command.name()} ${command.usage()}`,
    words.length === 0 ? '' : table(['Argument', ''], words.map(argumentRow), true),
    own.length === 0 ? '' : options(own),
  );
}

function argumentRow(argument: Argument): readonly [string, string] {
  return [argument.name(), argument.description];
}

function options(all: readonly Option[]): string {
  return table(
    ['Option', ''],
    all.map(
      ({ flags, description, defaultValue }) => [flags, withDefault(description, defaultValue)] as const,
    ),
    true,
  );
}

function withDefault(description: string, value: unknown): string {
  return value === undefined || typeof value === 'boolean'
    ? description
    : `${description} (default: ${value})`;
}

function errorStatuses(): readonly (readonly [string, string])[] {
  const byStatus = Map.groupBy(Object.entries(catalogue), ([, { exitCode }]) => exitCode);
  return [...byStatus]
    .sort(([one], [other]) => one - other)
    .map(([status, entries]) => [String(status), entries.map(([code]) => `\`${code}\``).join(', ')] as const);
}

function section(title: string, ...parts: readonly string[]): string {
  return [`## ${title}`, ...parts.filter((part) => part !== '')].join('\n\n');
}

function table(
  headings: readonly [string, string],
  rows: readonly (readonly [string, string])[],
  code = false,
): string {
  const lines = rows.map(
    ([name, text]) => `| ${escapeCell(code ? `\`${name}\`` : name)} | ${escapeCell(text)} |`,
  );
  return [`| ${headings.join(' | ')} |`, '| --- | --- |', ...lines].join('\n');
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
