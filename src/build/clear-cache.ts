import type { Activity } from '../activity/activity.ts';
import { pendingActivity } from '../activity/pending-activity.ts';
import type { ChangeQueue } from '../deploy/change-queue.ts';
import type { Actor } from '../identity/principal.ts';
import type { Builder } from './builder.ts';

/** What may be done with the builds of a project. */
export interface BuildRoom {
  /** Empties the caches of the project's builds and lets its next push build everything anew. The activity goes on by itself. */
  clearCache(project: string, actor: Actor): Promise<Activity>;
}

export function openBuildRoom(builder: Pick<Builder, 'clearCache'>, changes: ChangeQueue): BuildRoom {
  return {
    async clearCache(project, actor) {
      const activity = pendingActivity({
        type: 'project.clear_build_cache',
        project,
        environment: '',
        actor,
        parameters: {},
        text: `${actor.name} cleared the build cache of project ${project}`,
      });
      await changes.start(activity, async ({ log }) => {
        log('Emptying the build cache; a build that uses it now is waited for');
        await builder.clearCache(project);
        log(`The build cache of project ${project} is empty; its next push builds everything anew`);
        return { state: 'complete', result: 'success', completedAt: new Date() };
      });
      return activity;
    },
  };
}
