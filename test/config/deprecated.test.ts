import { expect, it } from 'vitest';
import { parse, task, warnings } from './expectations.ts';

it('warns of resources in a file, which the API sets', () => {
  const text = `${task}    resources: {base_memory: 64}\n`;
  expect(warnings(text)).toEqual(['6:5 deprecated tasks.report.resources']);
});

it('warns of keys that `web.locations` has replaced', () => {
  const text = 'applications:\n  web:\n    type: php:8.5\n    web: {document_root: public}\n';
  expect(warnings(text)).toEqual(['4:11 deprecated applications.web.web.document_root']);
});

it('takes the old `cmd` of a cron for its command', () => {
  const text = 'applications:\n  web:\n    type: php:8.5\n    crons: {a: {spec: "H * * * *", cmd: ./go}}\n';
  const { definition, problems } = parse(text);
  expect(problems).toMatchObject([{ code: 'deprecated', line: 4, column: 36 }]);
  expect(definition?.applications.web?.crons.a?.start).toBe('./go');
});
