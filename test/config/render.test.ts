import { expect, it } from 'vitest';
import { renderProblems } from '../../src/config/render.ts';
import { parse, task } from './expectations.ts';

const problems = parse(`${task}    crons: {}\n    stack: [vim]\n`).problems;

it('shows place, severity, path, message, the line with a caret, and how to mend it', () => {
  expect(renderProblems(problems)).toBe(
    [
      '.upsun/config.yaml:6:5  error  tasks.report.crons',
      '  A task cannot have `crons`: it runs on demand, to completion, and not on a schedule.',
      '  6 |     crons: {}',
      '    |     ^^^^^',
      '  Declare the cron under an application’s `crons`; its command may trigger the task.',
      '',
      '.upsun/config.yaml:7:13  warning  tasks.report.stack[0]',
      '  `vim` is not installed: it is there only where the image has it. Runtimes are taken from the stack, packages are not.',
      '  7 |     stack: [vim]',
      '    |             ^^^',
    ].join('\n'),
  );
});

it('colours errors and warnings when it is given colours', () => {
  const mark = (name: string) => (text: string) => `<${name}>${text}</>`;
  const paint = { bold: mark('bold'), dim: mark('dim'), red: mark('red'), yellow: mark('yellow') };
  const text = renderProblems(problems, paint);
  expect(text).toContain('<bold>.upsun/config.yaml:6:5</>  <red>error</>  tasks.report.crons');
  expect(text).toContain('<yellow>warning</>');
  expect(text).toContain('<red>^^^^^</>');
});

it('shows no line where there is none', () => {
  expect(renderProblems(parse('').problems)).not.toContain('|');
});
