// The build hook: writes down what was built and when. The page shows it, so a deploy can be seen to have happened.
import { writeFile } from 'node:fs/promises';

const info = {
  builtAt: new Date().toISOString(),
  treeId: process.env.PLATFORM_TREE_ID ?? null,
  node: process.version,
};
await writeFile(new URL('./build-info.json', import.meta.url), `${JSON.stringify(info, null, 2)}\n`);
console.log(`build-info.json: tree ${info.treeId ?? 'unknown'}, Node.js ${info.node}`);
