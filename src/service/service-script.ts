/** Inside a service's container: its files, and below it its data. In the container's `/run`, where any root has room. */
export const serviceFolder = '/run/service';
export const dataFolder = `${serviceFolder}/data`;

/**
 * `serve SIGNAL program…` starts the program that stays and passes SIGTERM on as the signal that ends it well. The program
 * has a session of its own: else SIGTERM, which goes to the whole process group, would reach its children before it.
 */
const serve = `serve() {
  signal=$1; shift
  if command -v setsid >/dev/null 2>&1; then setsid "$@" & else "$@" & fi
  child=$!
  trap 'kill -s "$signal" "$child" 2>/dev/null' TERM
  while :; do
    wait "$child"; status=$?
    kill -0 "$child" 2>/dev/null || exit "$status"
  done
}
`;

/** The whole command of a service's container. */
export function serviceCommand(start: string): string {
  return `set -u\n${serve}${start}`;
}

/** A word that a POSIX shell reads as this very text. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * Makes the data folder once: `make` writes to `$fresh`, which takes its name when it is complete, so that one that was cut
 * short is begun anew.
 */
export function initializeOnce(folder: string, make: string): string {
  return `data=${folder}
if [ ! -d "$data" ]; then
  fresh="$data.new"
  rm -rf "$fresh"
  ${make} || exit 1
  mv "$fresh" "$data" || exit 1
fi
`;
}
