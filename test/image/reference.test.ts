import { describe, expect, test } from 'vitest';
import { formatReference, parseReference } from '../../src/image/reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const full = (text: string) => {
  const reference = parseReference(text);
  return reference === null ? null : formatReference(reference);
};

describe('a reference', () => {
  test.each([
    ['python:3.13', 'docker.io/library/python:3.13'],
    ['python', 'docker.io/library/python:latest'],
    ['team/python', 'docker.io/team/python:latest'],
    ['ghcr.io/team/app/web:v1.2_rc', 'ghcr.io/team/app/web:v1.2_rc'],
    ['localhost/app:1', 'localhost/app:1'],
    ['127.0.0.1:5000/app', '127.0.0.1:5000/app:latest'],
    ['[::1]:5000/app:2', '[::1]:5000/app:2'],
    [`python@${digest}`, `docker.io/library/python@${digest}`],
    [`quay.io/team/app:3@${digest}`, `quay.io/team/app@${digest}`],
  ])('%s is %s', (text, expected) => {
    expect(full(text)).toBe(expected);
  });

  test.each([
    '',
    'Python:3',
    'python:',
    'python:3:4',
    'python@sha256:abc',
    '-x/app',
    'a b',
    'ghcr.io/',
    '../app',
    '--help',
    'python:3.13\nx',
  ])('%j is none', (text) => {
    expect(parseReference(text)).toBe(null);
  });
});
