import koffi from 'koffi';

/** The few Linux system calls that Node.js lacks. */
type Call = (...args: readonly unknown[]) => number;

function load() {
  const libc = koffi.load(null);
  return {
    setns: libc.func('int setns(int, int)') as Call,
    unshare: libc.func('int unshare(int)') as Call,
    gettid: libc.func('int gettid()') as Call,
    socket: libc.func('int socket(int, int, int)') as Call,
    bind: libc.func('int bind(int, const uint8_t*, uint32_t)') as Call,
    listen: libc.func('int listen(int, int)') as Call,
    setsockopt: libc.func('int setsockopt(int, int, int, const uint8_t*, uint32_t)') as Call,
    mount: libc.func('int mount(const char*, const char*, const char*, unsigned long, const char*)') as Call,
    umount2: libc.func('int umount2(const char*, int)') as Call,
    mkfifo: libc.func('int mkfifo(const char*, uint32_t)') as Call,
    sethostname: libc.func('int sethostname(const char*, size_t)') as Call,
  };
}

let loaded: ReturnType<typeof load> | undefined;

/** Loaded at first use, so that the command line and tests without containers never touch libc. */
export function libc() {
  loaded ??= load();
  return loaded;
}

/** A call's result, or an error that names the call and the errno. */
export function check(result: number, call: string): number {
  if (result >= 0) return result;
  const errno = koffi.errno();
  const name = Object.entries(koffi.os.errno).find(([, value]) => value === errno)?.[0] ?? String(errno);
  throw new Error(`${call}: ${name}`);
}
