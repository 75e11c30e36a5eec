/* AIX 5.3, sys/procfs.h 1.13.1.1: the map of /proc/PID/map.  Nothing of it
 * has another place or number in the ports of LLVM (sanitizer_procmaps_aix.cpp)
 * and gnulib (vma-iter.c) to AIX 7.  IBM's compilers and gcc -maix64 define
 * __64BIT__. */
#ifndef STUB_PROCFS_H
#define STUB_PROCFS_H

#include <stdint.h>
#include <sys/types.h>

#ifdef __64BIT__
typedef void *prptr64_t;
#else
typedef unsigned long long prptr64_t;
#endif

typedef struct prmap {
	uint64_t pr_size;	/* 0, without any flag: the last one */
	prptr64_t pr_vaddr;
	char pr_mapname[64];
	uint64_t pr_off;
	uint32_t pr_mflags;
	uint32_t pr_pathoff;	/* 0: not a loaded program or library */
	prptr64_t pr_alias;
	prptr64_t pr_gp;
	uint64_t pr__pad[8];
} prmap_t;

#define MA_EXEC 1
#define MA_WRITE 2
#define MA_READ 4
#define MA_SHARED 8
#define MA_BREAK 0x10
#define MA_STACK 0x20
#define MA_KERNTEXT 0x40000000
#define MA_MAINEXEC 0x80000000

#endif
