import { destination, type Logger, pino } from 'pino';

/** The server's own log: JSON lines (pino), to standard output, to a file, or nowhere. */
export function openLog(target: 'stdout' | 'file' | 'silent', file: string, level = 'info'): Logger {
  if (target === 'silent') return pino({ level: 'silent' });
  const stream = target === 'stdout' ? destination(1) : destination({ dest: file, mkdir: true, sync: true });
  const serializers = { error: pino.stdSerializers.err, err: pino.stdSerializers.err };
  return pino({ level, serializers }, stream);
}
