import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { createMask } from '../../../src/secret/mask/masker.ts';
import { spellingsOf } from '../../../src/secret/mask/spellings.ts';
import { Secret } from '../../../src/secret/secret.ts';

const awkward = 'pa ss/wörd+"<&>\'\\~!*(x)=';
const masked = (value: string, text: string) => createMask([new Secret(value)]).text(text);
const hides = (value: string, text: string) => expect(masked(value, `<${text}>`)).toBe('<[secret]>');

describe('P12: a secret is masked as other programs spell it', () => {
  test.each([
    ['JSON.stringify', JSON.stringify(awkward).slice(1, -1)],
    ['encodeURIComponent', encodeURIComponent(awkward)],
    ['a form', new URLSearchParams({ q: awkward }).toString().slice(2)],
    ['base64', Buffer.from(awkward).toString('base64')],
    ['base64url', Buffer.from(awkward).toString('base64url')],
    ['hexadecimal', Buffer.from(awkward).toString('hex')],
  ])('%s', (_name, text) => hides(awkward, text));

  test.each([
    ['json.dumps', 'json.dumps(v)[1:-1]'],
    ['json.dumps without ASCII', 'json.dumps(v, ensure_ascii=False)[1:-1]'],
    ['urllib quote', 'urllib.parse.quote(v)'],
    ['urllib quote of all', 'urllib.parse.quote(v, safe="")'],
    ['urllib quote_plus', 'urllib.parse.quote_plus(v)'],
    ['b64encode', 'base64.b64encode(v.encode()).decode()'],
  ])('Python: %s', (_name, expression) => {
    const program = `import sys, json, base64, urllib.parse; v = sys.argv[1]; sys.stdout.write(${expression})`;
    hides(awkward, execFileSync('python3', ['-c', program, awkward], { encoding: 'utf8' }));
  });

  test('a shell that traces its commands', () => {
    const trace = execFileSync('sh', ['-c', "{ set -x; : it\\'s-a-secret; } 2>&1"], { encoding: 'utf8' });
    expect(masked("it's-a-secret", trace)).not.toContain('a-secret');
  });

  test('base64 as coreutils breaks it into lines', () => {
    const key = 'k3y!'.repeat(60);
    const lines = execFileSync('base64', { input: key, encoding: 'utf8' });
    expect(lines.split('\n').length).toBeGreaterThan(3);
    expect(masked(key, lines)).toBe('[secret]\n');
  });

  test.each([0, 1, 2])('base64 with %i other bytes before it', (before) => {
    for (const after of ['', 'z', 'zz', 'zzz']) {
      const encoded = Buffer.from(`${'a'.repeat(before)}hunter2-hunter2${after}`).toString('base64');
      const shown = masked('hunter2-hunter2', encoded);
      // What is left decides at most some bits of the neighbours.
      expect(shown).toMatch(/^.{0,3}\[secret\].{0,8}$/);
    }
  });
});

describe('a value of several lines', () => {
  const key = '-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA\r\n\nabc\n7cvBMTnE9SQrjaYh\n-----END KEY-----\n';

  test('is masked as a whole, short lines too', () => hides(key, key.trim()));

  test('is masked line by line where something comes between', () => {
    expect(masked(key, '1: MIIEpAIBAAKCAQEA\n2: 7cvBMTnE9SQrjaYh\n')).toBe('1: [secret]\n2: [secret]\n');
  });

  test('leaves lines shorter than six characters alone', () => {
    expect(masked(key, 'abcdef abc')).toBe('abcdef abc');
  });

  test('is masked inside JSON', () => hides(key, JSON.stringify(key.trim()).slice(1, -1)));
});

describe('P12, the reverse: a short secret', () => {
  test.each(['test', '12345', '  abc  ', ''])('%j has no spelling that is looked for', (value) => {
    expect(spellingsOf(value)).toEqual([]);
  });

  test('leaves every "test" of a log as it is', () => {
    expect(masked('test', 'running 12 tests: test ok')).toBe('running 12 tests: test ok');
  });

  test('six characters are masked', () => hides('s3cret', 's3cret'));
});
