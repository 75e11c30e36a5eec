/* For tests/freebsd-list-t.c: sys/sys/sysctl.h of FreeBSD 15. */
#define CTL_KERN 1
#define KERN_PROC 14
#define KERN_PROC_PID 1
#define KERN_PROC_VMMAP 32
