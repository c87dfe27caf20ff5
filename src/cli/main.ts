#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Sources run as they are, by type stripping; kept compiled, every later start skips that and the memory it takes.
// The folder is the package's own: what a server runs as root must not come from a place that others can write to.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/errand', import.meta.url)));

await import('./command-line.ts');
