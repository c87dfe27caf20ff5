/**
 * System calls that answer "operation not permitted": for the machine's operator, or a way to another process or
 * past the container's walls. Said by name so that a program prints the reason that people know.
 */
export const refusedCalls: readonly string[] = [
  // other processes' memory, descriptors and state
  'ptrace',
  'process_vm_readv',
  'process_vm_writev',
  'process_madvise',
  'pidfd_getfd',
  'kcmp',
  'move_pages',
  'migrate_pages',
  // kernel keyrings are not separated by namespace
  'add_key',
  'request_key',
  'keyctl',
  // large or often attacked parts of the kernel
  'bpf',
  'perf_event_open',
  'userfaultfd',
  'io_uring_setup',
  'io_uring_enter',
  'io_uring_register',
  'modify_ldt',
  'fanotify_init',
  'fanotify_mark',
  'vhangup',
  // files by handle lead out of a mount
  'open_by_handle_at',
  'name_to_handle_at',
  // the machine: kernel, modules, swap, power, log, accounting, quotas, ports
  'kexec_load',
  'kexec_file_load',
  'init_module',
  'finit_module',
  'delete_module',
  'create_module',
  'query_module',
  'get_kernel_syms',
  'reboot',
  'swapon',
  'swapoff',
  'syslog',
  'acct',
  'quotactl',
  'quotactl_fd',
  'iopl',
  'ioperm',
  'lookup_dcookie',
  'nfsservctl',
  // the clock
  'settimeofday',
  'clock_settime',
  'clock_adjtime',
  'adjtimex',
  // obsolete ways to load code and read kernel tables
  'uselib',
  '_sysctl',
  'sysfs',
  'ustat',
];
