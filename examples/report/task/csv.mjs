/** Rows of a CSV text as objects, by the names in its first line. Fields may be quoted: `"Ink, ""blue"""`. */
export function parseCsv(text) {
  const [header, ...lines] = text.trim().split(/\r?\n/);
  const names = fieldsOf(header);
  return lines.map((line, index) => {
    const fields = fieldsOf(line);
    if (fields.length !== names.length) {
      throw new Error(`line ${index + 2} has ${fields.length} fields instead of ${names.length}: ${line}`);
    }
    return Object.fromEntries(names.map((name, column) => [name, fields[column]]));
  });
}

function fieldsOf(line) {
  const fields = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...fields].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
}
