import { settingsFile } from './schema.ts';
import { defaultOf, keysOf, metaOf, type SettingsKey, sectionsOf } from './walk.ts';

/** The tables of docs/reference/settings.md, from the schema of the settings file. */
export function settingsReference(): string {
  const sections = sectionsOf(settingsFile).map(([name, schema]) =>
    [
      `## ${name}`,
      '',
      metaOf(schema).description ?? '',
      '',
      '| key | default | what it says | variable | option |',
      '| --- | --- | --- | --- | --- |',
      ...keysOf(name, schema).map(row),
    ].join('\n'),
  );
  return `${[opening, ...sections].join('\n\n')}\n`;
}

const opening = `# Settings of a server

<!-- Generated from src/composition/settings by \`npm run docs\`. Change it there. -->

\`errand.yaml\` in the server's home, or the file that \`--config\` or \`ERRAND_CONFIG\` names, is read once, at the start. Every key may be
left out. An environment variable wins over the file, an option over both.`;

function row({ name, schema, meta }: SettingsKey): string {
  const value = defaultOf(schema);
  const cells = [
    code(name),
    value === undefined ? '' : code(typeof value === 'string' ? value : JSON.stringify(value)),
    meta.description ?? '',
    meta.environment === undefined ? '' : code(meta.environment),
    meta.option === undefined ? '' : code(meta.option),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}
