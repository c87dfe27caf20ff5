import { Command } from 'commander';
import { addAccounts } from './commands/accounts.ts';
import { addActivityArtifacts } from './commands/activity-artifacts.ts';
import { addActivityCancel } from './commands/activity-cancel.ts';
import { addActivityGet } from './commands/activity-get.ts';
import { addActivityList } from './commands/activity-list.ts';
import { addActivityLog } from './commands/activity-log.ts';
import { addActivityPrune } from './commands/activity-prune.ts';
import { addApiTokens } from './commands/api-tokens.ts';
import { addAuditList } from './commands/audit-list.ts';
import { addAuthApiTokenLogin } from './commands/auth-api-token-login.ts';
import { addAuthInfo } from './commands/auth-info.ts';
import { addAuthLogin } from './commands/auth-login.ts';
import { addAuthLogout } from './commands/auth-logout.ts';
import { addBackups } from './commands/backup.ts';
import { addServerBackups } from './commands/backup-server.ts';
import { addConfigCheck } from './commands/config-check.ts';
import { addConfigSchema } from './commands/config-schema.ts';
import { addDoctor } from './commands/doctor.ts';
import { addDomains } from './commands/domain.ts';
import { addEnvironmentBranch } from './commands/environment-branch.ts';
import { addEnvironmentChanges } from './commands/environment-change.ts';
import { addEnvironmentInfo } from './commands/environment-info.ts';
import { addEnvironmentList } from './commands/environment-list.ts';
import { addEnvironmentSynchronize } from './commands/environment-synchronize.ts';
import { addImageList } from './commands/image-list.ts';
import { addImagePrune } from './commands/image-prune.ts';
import { addImagePull } from './commands/image-pull.ts';
import { addIntegrationAdd } from './commands/integration-add.ts';
import { addIntegrationDelete } from './commands/integration-delete.ts';
import { addIntegrationDeliveryList, addIntegrationDeliveryRetry } from './commands/integration-delivery.ts';
import { addIntegrationGet } from './commands/integration-get.ts';
import { addIntegrationList } from './commands/integration-list.ts';
import { addIntegrationUpdate } from './commands/integration-update.ts';
import { addKeysRotate } from './commands/keys-rotate.ts';
import { addProjectClearBuildCache } from './commands/project-clear-build-cache.ts';
import { addProjectDelete } from './commands/project-delete.ts';
import { addProjectInfo } from './commands/project-info.ts';
import { addProjectList } from './commands/project-list.ts';
import { addProjectUsers } from './commands/project-users.ts';
import { addResources } from './commands/resources.ts';
import { addSecretsRotate } from './commands/secrets-rotate.ts';
import { addServe } from './commands/serve.ts';
import { addServiceDelete } from './commands/service-delete.ts';
import { addServiceList } from './commands/service-list.ts';
import { addStart } from './commands/start.ts';
import { addStoreMigrate } from './commands/store-migrate.ts';
import { addTaskList } from './commands/task-list.ts';
import { addTaskRun } from './commands/task-run.ts';
import { addUp } from './commands/up.ts';
import { addVariableCreate } from './commands/variable-create.ts';
import { addVariableDelete } from './commands/variable-delete.ts';
import { addVariableGet } from './commands/variable-get.ts';
import { addVariableList } from './commands/variable-list.ts';
import { addVariableUpdate } from './commands/variable-update.ts';
import { readVersion } from './version.ts';

/** The whole command line: options and commands. Errors are thrown, never printed here. */
export function createProgram(): Command {
  const program = new Command('errand')
    .description('Runs tasks: on-demand containers beside your applications, on your own machine.')
    .usage('<command> [options]')
    .version(readVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .configureHelp({ showGlobalOptions: true });
  addGlobalOptions(program);
  addServerCommands(program);
  addPeople(program);
  addProjectCommands(program);
  addVariableCommands(program);
  addRunCommands(program);
  return program;
}

function addServerCommands(program: Command): void {
  program.commandsGroup('Server:');
  addServe(program);
  addStart(program);
  addDoctor(program);
  addStoreMigrate(program);
  addServerBackups(program);
  program.commandsGroup('Configuration:');
  addConfigCheck(program);
  addConfigSchema(program);
  program.commandsGroup('Images:');
  addImageList(program);
  addImagePull(program);
  addImagePrune(program);
}

function addProjectCommands(program: Command): void {
  program.commandsGroup('Projects:');
  addUp(program);
  addProjectList(program);
  addProjectInfo(program);
  addProjectClearBuildCache(program);
  addProjectDelete(program);
  addDomains(program);
  addIntegrations(program);
  program.commandsGroup('Environments:');
  addEnvironmentList(program);
  addEnvironmentInfo(program);
  addEnvironmentBranch(program);
  addEnvironmentSynchronize(program);
  addEnvironmentChanges(program);
  addBackups(program);
  addResources(program);
  addServiceList(program);
  addServiceDelete(program);
}

function addVariableCommands(program: Command): void {
  program.commandsGroup('Variables:');
  addVariableList(program);
  addVariableGet(program);
  addVariableCreate(program);
  addVariableUpdate(program);
  addVariableDelete(program);
  addSecretsRotate(program);
}

function addRunCommands(program: Command): void {
  program.commandsGroup('Tasks:');
  addTaskList(program);
  addTaskRun(program);
  program.commandsGroup('Activities:');
  addActivityList(program);
  addActivityGet(program);
  addActivityLog(program);
  addActivityArtifacts(program);
  addActivityCancel(program);
  addActivityPrune(program);
}

function addIntegrations(program: Command): void {
  program.commandsGroup('Integrations:');
  addIntegrationList(program);
  addIntegrationAdd(program);
  addIntegrationGet(program);
  addIntegrationUpdate(program);
  addIntegrationDelete(program);
  addIntegrationDeliveryList(program);
  addIntegrationDeliveryRetry(program);
}

function addPeople(program: Command): void {
  program.commandsGroup('Signing in:');
  addAuthLogin(program);
  addAuthApiTokenLogin(program);
  addAuthInfo(program);
  addAuthLogout(program);
  addApiTokens(program);
  program.commandsGroup('People:');
  addProjectUsers(program);
  addAccounts(program);
  addAuditList(program);
  addKeysRotate(program);
}

function addGlobalOptions(program: Command): void {
  program
    .option('-p, --project <id>', "the project (default: the directory's, or the only one)")
    .option(
      '-e, --environment <name>',
      "the environment (default: the git branch's, or the project's default)",
    )
    .option('--api-url <url>', 'the server (default: $ERRAND_API_URL, or the one on this machine)')
    .option('--token <token>', "an API token (default: $ERRAND_TOKEN, or this machine's)")
    .option('--json', 'write JSON to stdout')
    .option('--no-color', 'write without colours');
}
