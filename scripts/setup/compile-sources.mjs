import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Loads the server's sources once, so that they lie compiled where the npm scripts look (NODE_COMPILE_CACHE). The first
 * server then starts as quickly and as small as every later one. Not worth an error: without it all works, only slower.
 */
export function compileSources(root, node) {
  const options = {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'errand') },
  };
  spawnSync(node, ['src/cli/main.ts', '--version'], options);
  // One source that is not there compiled is enough for Node.js to load its compiler.
  const load = `
    const { globSync } = await import('node:fs');
    for (const file of globSync('src/**/*.ts')) if (file !== 'src/cli/main.ts') await import('./' + file);
    process.exit(0)`;
  spawnSync(node, ['--input-type=module', '--eval', load], options);
}
