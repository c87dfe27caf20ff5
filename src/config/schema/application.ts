import { z } from 'zod';
import { cron } from './cron.ts';
import { firewall } from './firewall.ts';
import { access, filledText, hook } from './text.ts';
import { web } from './web.ts';
import { worker } from './worker.ts';
import { sourceRoot, typeOrStack, workloadKeys } from './workload.ts';

const source = z
  .strictObject({
    root: sourceRoot,
    operations: z
      .record(
        z.string(),
        z.strictObject({ command: filledText.describe('Shell line that changes the code.') }),
      )
      .nullish()
      .describe('Commands that change the source and commit the result.'),
  })
  .nullish()
  .describe('Where the application’s code is.');

const operation = z.strictObject({
  commands: z.looseObject({ start: filledText.describe('Shell line to run.') }).describe('What is run.'),
  role: z.enum(['viewer', 'contributor', 'admin']).nullish().describe('Who may trigger it.'),
});

export const application = z
  .strictObject({
    ...workloadKeys,
    source,
    web,
    workers: z.record(z.string(), worker).nullish().describe('Background processes beside the application.'),
    crons: z.record(z.string(), cron).nullish().describe('Commands run on a schedule.'),
    hooks: z
      .strictObject({
        build: hook('Run once, when the application is built.'),
        deploy: hook('Run before a deployment opens.'),
        post_deploy: hook('Run after a deployment has opened.'),
      })
      .nullish()
      .describe('Scripts around a deployment.'),
    build: z
      .strictObject({
        flavor: z
          .enum(['none', 'default', 'composer'])
          .nullish()
          .describe(
            'Ready-made build step: `composer` installs what `composer.json` asks for, `default` what `package.json` ' +
              'does, `none` nothing. PHP has `composer` when left out, Node.js `default`, all others `none`.',
          ),
      })
      .nullish()
      .describe('How the application is built.'),
    operations: z.record(z.string(), operation).nullish().describe('Commands that users may run on demand.'),
    preflight: z
      .strictObject({
        enabled: z.boolean().describe('Whether the checks are made.'),
        ignored_rules: z.array(z.string()).nullish().describe('Checks that are left out.'),
      })
      .nullish()
      .describe('Security checks before a deployment.'),
    access,
    firewall,
  })
  .meta({ description: 'A workload that is always on and answers HTTP.', ...typeOrStack });

export type ApplicationInput = z.output<typeof application>;
