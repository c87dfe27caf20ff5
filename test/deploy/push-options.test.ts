import { expect, test } from 'vitest';
import { readPushOptions } from '../../src/deploy/push-options.ts';

test('push options are the original’s, and what is not known is told', () => {
  expect(readPushOptions(['environment.status=active', 'environment.parent=staging', 'ci.skip'])).toEqual({
    activate: true,
    parent: 'staging',
    unknown: ['ci.skip'],
  });
  expect(readPushOptions(['environment.status=paused', 'environment.parent='])).toEqual({
    activate: false,
    parent: null,
    unknown: ['environment.status=paused', 'environment.parent='],
  });
});
