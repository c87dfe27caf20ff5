import { error, type Finding } from '../finding.ts';
import { type ConfigNode, entriesOf, type Found, nodeAt, select } from '../tree.ts';

/** Built-in tasks belong to the hosted product; nothing of that kind is here to be run. */
export function checkBuiltInTasks(tree: ConfigNode): readonly Finding[] {
  return select(tree, 'tasks.*.base').flatMap(check(tree));
}

function check(tree: ConfigNode): (found: Found) => readonly Finding[] {
  return ({ path, node }) => {
    const at = { place: node.key ?? node.at, path };
    const others = [...entriesOf(nodeAt(tree, path.slice(0, -1))).keys()].filter((key) => key !== 'base');
    const hint = 'Remove `base` and write the task out, with `type` and `run.command`.';
    const missing = error('built_in_task', at, 'Built-in tasks are not available on this server.', hint);
    if (others.length === 0) return [missing];
    const message = `When \`base\` is set, no other key is allowed; here are: ${others.join(', ')}.`;
    return [missing, error('built_in_task', at, message, 'Keep either `base` or the other keys.')];
  };
}
