import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/errors/catalogue.ts';
import { asErrandError, ErrandError } from '../../src/errors/errand-error.ts';
import { renderErrorsPage } from '../../src/errors/errors-page.ts';

describe('the catalogue of errors', () => {
  test('is what docs/reference/errors.md says; `npm run docs` brings it up to date', () => {
    expect(readFileSync(join(import.meta.dirname, '../../docs/reference/errors.md'), 'utf8')).toBe(
      renderErrorsPage(),
    );
  });

  test('blames the caller with 4xx only, and gives no error the exit status of success', () => {
    for (const [code, { httpStatus, exitCode, fault }] of Object.entries(catalogue)) {
      expect(exitCode, code).toBeGreaterThan(0);
      if (fault === 'caller') expect(Math.floor(httpStatus / 100), code).toBe(4);
    }
  });
});

describe('an error', () => {
  test('keeps its code, cause and details', () => {
    const cause = new Error('ENOSPC');
    const error = new ErrandError('start_failed', 'no room', { cause, details: { path: '/x' } });
    expect(error).toMatchObject({
      code: 'start_failed',
      httpStatus: 500,
      exitCode: 6,
      fault: 'platform',
      cause,
    });
    expect(asErrandError(error)).toBe(error);
  });

  test('that another followed while things were closed is told first, and the other after it', () => {
    const first = new ErrandError('start_failed', 'no room', { details: { path: '/x' } });
    const thrown = new SuppressedError(new Error('the disk is busy'), first);
    expect(asErrandError(thrown)).toMatchObject({
      code: 'start_failed',
      message: 'no room\nThen, while closing: the disk is busy',
      details: { path: '/x' },
      cause: thrown,
    });
  });

  test('of unknown kind is internal, with what was thrown as its cause', () => {
    const thrown = new TypeError('x is not a function');
    expect(asErrandError(thrown)).toMatchObject({ code: 'internal', cause: thrown });
    expect(asErrandError('text')).toMatchObject({ code: 'internal', message: 'text' });
  });
});
