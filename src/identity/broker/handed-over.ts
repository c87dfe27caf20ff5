import type { Server } from 'node:http';
import type { Server as SecureServer } from 'node:https';

/** Limits of a server whose clients sit on the same machine. */
export const connectionLimits = { keepAliveTimeout: 5_000, connectionsCheckingInterval: 1_000 } as const;

/**
 * Starts a server that never listens itself and is handed its connections by `emit('connection', socket)`, which Node.js
 * documents for this use. Its time limits and `closeAllConnections` only work from the event `listening` on, hence this.
 */
export function startHandedOver(server: Server | SecureServer): void {
  server.emit('listening');
}

/** Ends a server started so, and every connection of it. */
export function closeHandedOver(server: Server | SecureServer): void {
  server.closeAllConnections();
  server.close();
}
