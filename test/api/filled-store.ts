import type { Definition } from '../../src/config/definition.ts';
import { loadDefinition } from '../../src/config/parse.ts';
import { insertDeployment } from '../../src/store/deployments/insert-deployment.ts';
import { setDeployment } from '../../src/store/environments/set-deployment.ts';
import { upsertEnvironment } from '../../src/store/environments/upsert-environment.ts';
import { insertProject } from '../../src/store/projects/insert-project.ts';
import type { Database } from '../../src/store/store.ts';
import { insertUser } from '../../src/store/users/insert-user.ts';
import type { User } from '../../src/store/users/user.ts';
import { sampleConfig } from './sample-config.ts';

const then = new Date('2026-08-01T10:00:00.000Z');

/** Ada, who may do nothing. */
export function aUser(change: Partial<User> = {}): User {
  return {
    id: 'ada',
    username: 'ada',
    email: 'ada@example.com',
    emailVerified: false,
    displayName: 'Ada King Lovelace',
    isAdministrator: false,
    isOwner: false,
    isDeactivated: false,
    createdAt: then,
    updatedAt: then,
    ...change,
  };
}

/** The project `shop` with `main` and `feature/login`, both deployed, and `empty`, which is not; and the project `other`. */
export async function fillStore(db: Database, userId: string): Promise<void> {
  await insertUser(db, aUser({ id: userId, isAdministrator: true }));
  for (const id of ['shop', 'other']) {
    await insertProject(db, {
      id,
      title: id.toUpperCase(),
      defaultBranch: 'main',
      description: '',
      timezone: 'UTC',
      entropy: 'e'.repeat(56),
      deletion: null,
      createdAt: then,
      updatedAt: then,
    });
  }
  for (const name of ['main', 'feature/login', 'empty']) await addEnvironment(db, 'shop', name);
  for (const name of ['main', 'feature/login']) await deploy(db, name);
}

/** Without a deployment. */
export async function addEnvironment(db: Database, project: string, name: string): Promise<void> {
  const isMain = name === 'main';
  await upsertEnvironment(db, {
    project,
    name,
    machineName: `${name.replaceAll('/', '-')}-bvxea6i`,
    title: name,
    type: isMain ? 'production' : 'development',
    status: 'inactive',
    parent: isMain ? null : 'main',
    deployment: null,
    createdAt: then,
    updatedAt: then,
  });
}

async function deploy(db: Database, environment: string): Promise<void> {
  const id = `deployment-${environment.replaceAll('/', '-')}`;
  const image = 'nodejs 24.0.0';
  const builds = { web: { slug: 'slug-web', image }, report: { slug: 'slug-report', image } };
  const definition = sampleDefinition();
  await insertDeployment(db, {
    id,
    project: 'shop',
    environment,
    definition,
    treeId: 'tree',
    builds,
    createdAt: then,
  });
  await setDeployment(db, 'shop', environment, id);
}

function sampleDefinition(): Definition {
  return loadDefinition([{ path: '.upsun/config.yaml', text: sampleConfig }]).definition;
}
