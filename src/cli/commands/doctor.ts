import type { Command } from 'commander';
import { findHome } from '../connection/home.ts';
import { writeJson } from '../output/json.ts';
import type { Output } from '../output/terminal.ts';
import { openSession, type Session } from '../session.ts';

interface Options {
  readonly fix?: boolean;
  readonly home?: string;
}

interface Finding {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'problem';
  readonly found: string;
  readonly mend: string | null;
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Check whether this machine can run the server; with --fix, put right what can be')
    .option('--fix', 'mend what was found')
    .option('--home <dir>', 'where the server keeps its state (default: $ERRAND_HOME)')
    .action(async (_options, command: Command) => examineMachine(openSession<Options>(command)));
}

async function examineMachine(session: Session<Options>): Promise<void> {
  const { terminal, options, json, env } = session;
  const { examine, mend } = await import('../../observe/doctor/doctor.ts');
  const home = options.home ?? findHome(env);
  let findings: readonly Finding[] = await examine({ home });
  if (options.fix && findings.some(({ status }) => status !== 'ok')) {
    await mend(findings, { home });
    findings = await examine({ home });
  }
  if (json) writeJson(terminal.out, findings);
  else for (const finding of findings) writeFinding(terminal.out, finding);
  if (findings.some(({ status }) => status === 'problem')) process.exitCode = 1;
}

function writeFinding(output: Output, finding: Finding): void {
  const { paint } = output;
  const marks = { ok: paint.green('✔'), warning: paint.yellow('!'), problem: paint.red('✘') };
  output.line(`${marks[finding.status]} ${paint.bold(finding.name)}  ${output.plain(finding.found)}`);
  if (finding.status !== 'ok' && finding.mend !== null)
    output.line(`  ${paint.dim(output.plain(finding.mend))}`);
}
