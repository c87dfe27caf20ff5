import { z } from 'zod';

const name = z.string().min(1).max(255);

export const projectPath = z.object({ project: name.describe('Id of the project') });

const organization = z.string().describe('Id of the organization, or `name=` and its name');
export const organizationPath = z.object({ organization });
export const organizationProjectPath = projectPath.extend({ organization });

export const environmentPath = projectPath.extend({
  environment: name.describe('Name of the environment, URL-encoded: `feature%2Flogin`'),
});

export const taskPath = environmentPath.extend({ task: name.describe('Name of the task') });

const variable = z.string().min(1).max(256).describe('Name of the variable, URL-encoded: `env%3AFOO`');
export const projectVariablePath = projectPath.extend({ variable });
export const environmentVariablePath = environmentPath.extend({ variable });

const activity = name.describe('Id of the activity');
export const projectActivityPath = projectPath.extend({ activity });
export const environmentActivityPath = environmentPath.extend({ activity });

export const integrationPath = projectPath.extend({ integration: name.describe('Id of the integration') });
export const deliveryPath = integrationPath.extend({ delivery: name.describe('Id of the delivery') });

/** Activities are served below the project and below the environment. */
export interface ActivityPath {
  readonly project: string;
  readonly environment?: string | undefined;
  readonly activity: string;
}
