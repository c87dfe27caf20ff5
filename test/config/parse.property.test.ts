import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { file, fixture } from './expectations.ts';

/** Pieces that YAML gives a meaning to, and words of the language. */
const piece = fc.constantFrom(
  ...[
    '\n',
    '\n  ',
    '\n    ',
    '\t',
    ' ',
    ': ',
    '- ',
    '? ',
    '{',
    '}',
    '[',
    ']',
    ',',
    '|',
    '>',
    '"',
    "'",
    '#',
    '%',
    '@',
  ],
  ...[
    '&a ',
    '*a',
    '<<: ',
    '!tag ',
    '---\n',
    '...\n',
    '~',
    'null',
    'true',
    '1',
    '1.5',
    '0x',
    '.inf',
    '__proto__',
  ],
  ...[
    'applications',
    'tasks',
    'services',
    'routes',
    'web',
    'report',
    'type',
    'nodejs:24',
    'run',
    'command',
    'timeout',
  ],
  ...[
    'relationships',
    'mounts',
    'source',
    'tmp',
    'authorizations',
    'constructor',
    'https://{default}/',
    '\u0000',
    '\ud800',
  ],
);
const yamlish = fc
  .array(fc.oneof({ weight: 9, arbitrary: piece }, fc.string()), { maxLength: 60 })
  .map((it) => it.join(''));

function isSound(text: string): void {
  const { definition, problems } = parseConfig([file(text)]);
  const failed = problems.some((problem) => problem.severity === 'error');
  expect(definition === null).toBe(failed);
  for (const problem of problems) {
    expect(problem.line).toBeGreaterThan(0);
    expect(problem.line).toBeLessThanOrEqual(text.split('\n').length);
    expect(problem.column).toBeGreaterThan(0);
  }
}

it('never throws on anything like YAML, and has a definition exactly when there is no error', () => {
  fc.assert(fc.property(yamlish, isSound), { numRuns: 1500 });
});

it('never throws on a real configuration with a piece taken out or put in', () => {
  const real = `${fixture('agent')}`;
  const place = fc.nat({ max: real.length });
  fc.assert(
    fc.property(place, fc.nat({ max: 40 }), yamlish, (start, length, put) => {
      isSound(real.slice(0, start) + put + real.slice(start + length));
    }),
    { numRuns: 150 },
  );
});

it('says the same of a file however often it is asked', () => {
  fc.assert(
    fc.property(yamlish, (text) => {
      expect(parseConfig([file(text)])).toEqual(parseConfig([file(text)]));
    }),
    { numRuns: 100 },
  );
});
