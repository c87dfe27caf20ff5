const commands = ['variable:create', 'variable:update'];
const truths = ['true', 'false', 'yes', 'no', '1', '0'];

/**
 * The command line with the original's `--json true`, which says that the value is JSON, under the name that it has
 * here: `--json` by itself asks every command for an answer in JSON.
 */
export function renameJsonOption(words: readonly string[]): readonly string[] {
  if (!words.some((word) => commands.includes(word))) return words;
  return words.map((word, index) => {
    if (word === '--json' && truths.includes(words[index + 1] ?? '')) return '--value-is-json';
    const given = /^--json=(.*)$/.exec(word)?.[1];
    return given !== undefined && truths.includes(given) ? `--value-is-json=${given}` : word;
  });
}
