import { registerHooks } from 'node:module';

const stands: Readonly<Record<string, string>> = {
  '../../main.ts': './fake-server.ts',
  '../../observe/doctor/doctor.ts': './fake-doctor.ts',
};

// For `node --import`: puts stand-ins where the command line loads the server's own modules.
registerHooks({
  resolve(specifier, context, nextResolve) {
    const standIn = context.parentURL?.includes('/src/cli/commands/') ? stands[specifier] : undefined;
    return nextResolve(standIn === undefined ? specifier : new URL(standIn, import.meta.url).href, context);
  },
});
