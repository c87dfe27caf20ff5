import koffi from 'koffi';

/** The few Linux system calls that Node.js lacks. */
type Call = (...args: readonly unknown[]) => number;

/** System calls without a function in older C libraries; the numbers are the same on x86-64 and arm64. */
const openTree = 428;
const moveMount = 429;
const openTreeClone = 1;
const moveMountEmptyPath = 4;
const currentDirectory = -100;

function load() {
  const libc = koffi.load(null);
  const call3 = libc.func('long syscall(long, int, const char*, unsigned int)') as Call;
  const call5 = libc.func('long syscall(long, int, const char*, int, const char*, unsigned int)') as Call;
  const fcntl = libc.func('int fcntl(int, int, ...)') as Call;
  return {
    /** A descriptor of a mount like the one at `path`, not attached anywhere (open_tree(2)). */
    cloneMount: (path: string) => call3(openTree, currentDirectory, path, openTreeClone),
    attachMount: (mount: number, path: string) =>
      call5(moveMount, mount, '', currentDirectory, path, moveMountEmptyPath),
    setns: libc.func('int setns(int, int)') as Call,
    unshare: libc.func('int unshare(int)') as Call,
    gettid: libc.func('int gettid()') as Call,
    socket: libc.func('int socket(int, int, int)') as Call,
    bind: libc.func('int bind(int, const uint8_t*, uint32_t)') as Call,
    listen: libc.func('int listen(int, int)') as Call,
    setsockopt: libc.func('int setsockopt(int, int, int, const uint8_t*, uint32_t)') as Call,
    mount: libc.func('int mount(const char*, const char*, const char*, unsigned long, const char*)') as Call,
    umount2: libc.func('int umount2(const char*, int)') as Call,
    memfdCreate: libc.func('int memfd_create(const char*, uint32_t)') as Call,
    mkfifo: libc.func('int mkfifo(const char*, uint32_t)') as Call,
    sethostname: libc.func('int sethostname(const char*, size_t)') as Call,
    /** With a whole number as its argument. */
    fcntl: (descriptor: number, command: number, argument: number) =>
      fcntl(descriptor, command, 'int', argument),
    fallocate: libc.func('int fallocate(int, int, int64_t, int64_t)') as Call,
    prlimit: libc.func('int prlimit(int, int, const uint64_t*, uint64_t*)') as Call,
    syscall: libc.func('long syscall(long, int, const char*, const uint8_t*, size_t)') as Call,
  };
}

let loaded: ReturnType<typeof load> | undefined;

/** Loaded at first use, so that the command line and tests without containers never touch libc. */
export function libc() {
  loaded ??= load();
  return loaded;
}

/** `ENOENT` and the like. */
export function errnoName(errno: number): string {
  return Object.entries(koffi.os.errno).find(([, value]) => value === errno)?.[0] ?? String(errno);
}

/** A call's result, or an error that names the call and the errno. */
export function check(result: number, call: string): number {
  if (result >= 0) return result;
  throw new Error(`${call}: ${errnoName(koffi.errno())}`);
}
