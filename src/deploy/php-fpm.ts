import type { ApplicationDefinition } from '../config/definition.ts';

/**
 * What runs the scripts of a PHP application that has no command of its own, as in the original: PHP's own FastCGI server, with
 * the container's variables and its errors in the application's log.
 */
const start = `fpm=$(command -v php-fpm || ls /usr/local/sbin/php-fpm* /usr/sbin/php-fpm* 2>/dev/null | tail -n 1)
if [ -z "$fpm" ]; then echo "php-fpm is not there: use an image that has it (php:<version>-fpm), install it on the machine (apt-get install php-fpm), or give the application a start command" >&2; exit 127; fi
cat >/tmp/php-fpm.conf <<END
[global]
daemonize = no
error_log = /proc/self/fd/2
[www]
listen = \${SOCKET:-127.0.0.1:$PORT}
pm = ondemand
pm.max_children = \${PHP_FPM_CHILDREN:-8}
pm.process_idle_timeout = 60s
clear_env = no
catch_workers_output = yes
decorate_workers_output = no
php_admin_flag[log_errors] = on
END
exec "$fpm" --fpm-config /tmp/php-fpm.conf --nodaemonize`;

/** Whether a request at the location, or by one of its rules, may end at a script: `scripts` is on where nothing is said. */
function runsScripts(settings: Readonly<Record<string, unknown>>): boolean {
  const rules = Object.values((settings.rules ?? {}) as Readonly<Record<string, unknown>>);
  return [settings, ...rules].some((holds) => {
    const { scripts, passthru } = (holds ?? {}) as Readonly<Record<string, unknown>>;
    return holds === settings
      ? scripts !== false || isPassed(passthru)
      : scripts === true || isPassed(passthru);
  });
}

const isPassed = (passthru: unknown) => passthru !== undefined && passthru !== false && passthru !== null;

/** The application with what the server adds to it; others, and one of files alone, are as they are. */
export function withScripts(application: ApplicationDefinition): ApplicationDefinition {
  const { type, web } = application;
  const isPhp = type.startsWith('php:');
  if (!isPhp || web.start !== null || !Object.values(web.locations).some(runsScripts)) return application;
  return { ...application, web: { ...web, start, protocol: 'fastcgi' } };
}
