import { expect, it } from 'vitest';
import { errors } from '../expectations.ts';

it('a cron needs a command', () => {
  const text = 'applications:\n  web:\n    type: php:8.5\n    crons:\n      nightly: {spec: "0 2 * * *"}\n';
  expect(errors(text)).toEqual(['5:7 missing_key applications.web.crons.nightly.commands.start']);
});
