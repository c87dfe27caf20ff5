import { registerHooks } from 'node:module';

// For `node --import`: prints what a program loads.
registerHooks({
  load(url, context, nextLoad) {
    process.stdout.write(`loaded ${url}\n`);
    return nextLoad(url, context);
  },
});
