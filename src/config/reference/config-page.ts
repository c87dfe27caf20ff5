import { z } from 'zod';
import { config } from '../schema/config.ts';
import { metaOf, unwrap, valueText, whenLeftOut } from './value-text.ts';

/** The Markdown of `docs/reference/config.md`: a table for each mapping of the language, in the order of the schema. */
export function configPage(): string {
  const page = new Page();
  page.add('', config);
  return `${[opening, ...page.sections].join('\n\n')}\n`;
}

const opening = `# The configuration language

<!-- Generated from src/config/schema by \`npm run docs\`. Change it there. -->

All files \`.upsun/*.yaml\` of a project are read and joined; a name may be defined once. Keys at the top that begin with a dot hold
anchors. Anchors, aliases and merge keys (\`<<\`) work. \`errand config:check\` tells every mistake at once, and which keys are valid
but not acted upon yet; \`errand config:schema\` prints the same language as a JSON Schema, for editors:

\`\`\`sh
errand config:schema > .upsun/schema.json
# in the configuration's first line:  # yaml-language-server: $schema=schema.json
\`\`\``;

class Page {
  readonly sections: string[] = [];
  /** Where a mapping is described: mounts are the same everywhere, and are told once. */
  readonly #places = new Map<z.core.$ZodType, string>();
  readonly #waiting: (() => void)[] = [];

  add(path: string, schema: z.ZodObject): void {
    this.#places.set(schema, path);
    const description = metaOf(schema).description ?? '';
    const rows = Object.entries(schema.shape).map(([name, key]) => this.#row(path, name, key));
    this.sections.push(
      [
        ...(path === '' ? ['## The file'] : [`## \`${path}\``]),
        '',
        ...(description === '' ? [] : [description, '']),
        '| key | value | when left out | what it says |',
        '| --- | --- | --- | --- |',
        ...rows,
      ].join('\n'),
    );
    for (const next of this.#waiting.splice(0)) next();
  }

  #row(path: string, name: string, schema: z.core.$ZodType): string {
    const meta = metaOf(schema);
    const below = path === '' ? name : `${path}.${name}`;
    const linked = mappingsIn(schema, below).map(([place, mapping]) => this.#link(place, mapping));
    const said = [meta.deprecated ? '*Deprecated.*' : '', meta.description ?? '', ...linked];
    const cells = [`\`${name}\``, valueText(schema), whenLeftOut(schema), said.filter(Boolean).join(' ')];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  }

  #link(place: string, mapping: z.ZodObject): string {
    const known = this.#places.get(mapping);
    if (known === undefined) {
      this.#places.set(mapping, place);
      this.#waiting.push(() => this.add(place, mapping));
    }
    const shown = known ?? place;
    return `[→ \`${shown}\`](#${anchor(shown)})`;
  }
}

/** The mappings with keys of their own that a value leads to, with the path at which they are found. */
function mappingsIn(schema: z.core.$ZodType, path: string): readonly (readonly [string, z.ZodObject])[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return Object.keys(inner.shape).length === 0 ? [] : [[path, inner]];
  if (inner instanceof z.ZodRecord) return mappingsIn(inner.valueType, `${path}.<name>`);
  if (inner instanceof z.ZodArray) return mappingsIn(inner.element, `${path}[]`);
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => mappingsIn(option, path));
  return [];
}

/** How Markdown renderers name a heading: lower case, without punctuation. */
function anchor(heading: string): string {
  return heading.toLowerCase().replace(/[^\w-]/g, '');
}
