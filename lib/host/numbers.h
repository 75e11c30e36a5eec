/* The numbers of the system compiled for.  Included by host.c alone. */
#ifndef UM_HOST_NUMBERS_H
#define UM_HOST_NUMBERS_H

#ifdef __linux__
# include <sys/ioctl.h>
#endif

/* Values are tested, not names: OpenBSD defines what it lacks as 0. */
#if defined MAP_ANON
# define HOST_MAP_ANON MAP_ANON
#elif defined MAP_ANONYMOUS
# define HOST_MAP_ANON MAP_ANONYMOUS
#else
# define HOST_MAP_ANON 0
#endif

/* Older headers under a newer kernel: the number is the kernel's, by
 * architecture (linux/arch/alpha/include/uapi/asm/mman.h). */
#if defined __linux__ && !defined MAP_FIXED_NOREPLACE
# ifdef __alpha__
#  define MAP_FIXED_NOREPLACE 0x200000
# else
#  define MAP_FIXED_NOREPLACE 0x100000
# endif
#endif

#if defined MAP_FIXED_NOREPLACE && defined __linux__
/* Alone: a kernel that has never heard of it takes it for a hint. */
# define HOST_MAP_NOREPLACE MAP_FIXED_NOREPLACE
#elif defined MAP_EXCL			/* FreeBSD, Hurd */
# define HOST_MAP_NOREPLACE (MAP_FIXED | MAP_EXCL)
#elif defined __MAP_NOREPLACE		/* OpenBSD */
# define HOST_MAP_NOREPLACE (MAP_FIXED | __MAP_NOREPLACE)
#elif defined MAP_TRYFIXED		/* DragonFly, NetBSD */
# define HOST_MAP_NOREPLACE MAP_TRYFIXED
#else
# define HOST_MAP_NOREPLACE 0
#endif

#if defined MAP_STACK && defined __OpenBSD__
# define HOST_MAP_STACK MAP_STACK
#else
# define HOST_MAP_STACK 0
#endif

#if defined MAP_CONCEAL			/* OpenBSD */
# define HOST_MAP_CONCEAL MAP_CONCEAL
#elif defined MAP_NOCORE		/* FreeBSD, DragonFly */
# define HOST_MAP_CONCEAL MAP_NOCORE
#else
# define HOST_MAP_CONCEAL 0
#endif

#ifdef MAP_NORESERVE
# define HOST_MAP_NORESERVE MAP_NORESERVE
#else
# define HOST_MAP_NORESERVE 0
#endif

#if defined MAP_POPULATE
# define HOST_MAP_POPULATE MAP_POPULATE
#elif defined MAP_PREFAULT_READ		/* FreeBSD */
# define HOST_MAP_POPULATE MAP_PREFAULT_READ
#else
# define HOST_MAP_POPULATE 0
#endif

#if defined MAP_JIT && defined __APPLE__ && defined __aarch64__
# define HOST_MAP_JIT MAP_JIT
#else
# define HOST_MAP_JIT 0
#endif

/* Linux' window is half of it; macOS' and illumos' end at 4 GiB. */
#if defined MAP_32BIT && (defined __APPLE__ || defined __sun)
# define HOST_MAP_LOW2G 0
# define HOST_MAP_LOW4G MAP_32BIT
#elif defined MAP_32BIT
# define HOST_MAP_LOW2G MAP_32BIT
# define HOST_MAP_LOW4G 0
#else
# define HOST_MAP_LOW2G 0
# define HOST_MAP_LOW4G 0
#endif

#ifdef MAP_ALIGNED			/* FreeBSD, NetBSD */
# define HOST_MAP_ALIGNED_SHIFT 24
#else
# define HOST_MAP_ALIGNED_SHIFT 0
#endif

#if defined MAP_ALIGN && defined __sun
# define HOST_MAP_ALIGN MAP_ALIGN
#else
# define HOST_MAP_ALIGN 0
#endif

#if defined MAP_GUARD && defined __FreeBSD__
# define HOST_MAP_GUARD MAP_GUARD
#else
# define HOST_MAP_GUARD 0
#endif

/* linux/arch/arm64/include/uapi/asm/mman.h, 5.8 and 5.10 */
#if defined __linux__ && defined __aarch64__
# define HOST_PROT_BTI 0x10
# define HOST_PROT_MTE 0x20
#else
# define HOST_PROT_BTI 0
# define HOST_PROT_MTE 0
#endif

#if defined PROT_MAX			/* FreeBSD 13 */
# define HOST_PROT_MAX_SHIFT 16
#elif defined PROT_MPROTECT		/* NetBSD 8 */
# define HOST_PROT_MAX_SHIFT 3
#else
# define HOST_PROT_MAX_SHIFT 0
#endif

/* linux/include/uapi/asm-generic/mman-common.h; parisc had others, and
 * dietlibc has Solaris' MADV_FREE, 5. */
#if defined __linux__ && !defined __hppa__
# if !defined MADV_FREE || MADV_FREE == 5
#  undef MADV_FREE
#  define MADV_FREE 8
# endif
# ifndef MADV_COLD
#  define MADV_COLD 20		/* 5.4 */
#  define MADV_PAGEOUT 21
# endif
# ifndef MADV_REMOVE
#  define MADV_REMOVE 9
# endif
# ifndef MADV_DONTFORK
#  define MADV_DONTFORK 10
#  define MADV_DOFORK 11
# endif
# ifndef MADV_HUGEPAGE
#  define MADV_HUGEPAGE 14
#  define MADV_NOHUGEPAGE 15
# endif
# ifndef MADV_DONTDUMP
#  define MADV_DONTDUMP 16
#  define MADV_DODUMP 17
# endif
# ifndef MADV_WIPEONFORK
#  define MADV_WIPEONFORK 18
#  define MADV_KEEPONFORK 19
# endif
# ifndef MADV_POPULATE_READ
#  define MADV_POPULATE_READ 22
#  define MADV_POPULATE_WRITE 23
# endif
#endif

#ifdef MADV_NORMAL
# define HOST_ADV_NORMAL MADV_NORMAL
# define HOST_ADV_RANDOM MADV_RANDOM
# define HOST_ADV_SEQUENTIAL MADV_SEQUENTIAL
# define HOST_ADV_WILLNEED MADV_WILLNEED
# define HOST_ADV_DONTNEED MADV_DONTNEED
#else
# define HOST_ADV_NORMAL UM_LACKS
# define HOST_ADV_RANDOM UM_LACKS
# define HOST_ADV_SEQUENTIAL UM_LACKS
# define HOST_ADV_WILLNEED UM_LACKS
# define HOST_ADV_DONTNEED UM_LACKS
#endif
#ifdef MADV_HUGEPAGE
# define HOST_ADV_HUGEPAGE MADV_HUGEPAGE
# define HOST_ADV_NOHUGEPAGE MADV_NOHUGEPAGE
#else
# define HOST_ADV_HUGEPAGE UM_LACKS
# define HOST_ADV_NOHUGEPAGE UM_LACKS
#endif
#ifdef MADV_FREE
# define HOST_ADV_FREE MADV_FREE
#else
# define HOST_ADV_FREE UM_LACKS
#endif
#ifdef MADV_COLD
# define HOST_ADV_COLD MADV_COLD
#else
# define HOST_ADV_COLD UM_LACKS
#endif
#ifdef MADV_PAGEOUT
# define HOST_ADV_PAGEOUT MADV_PAGEOUT
#else
# define HOST_ADV_PAGEOUT UM_LACKS
#endif
#ifdef MADV_REMOVE
# define HOST_ADV_REMOVE MADV_REMOVE
#else
# define HOST_ADV_REMOVE UM_LACKS
#endif
#if defined MADV_DONTDUMP
# define HOST_ADV_DONTDUMP MADV_DONTDUMP
# define HOST_ADV_DODUMP MADV_DODUMP
#elif defined MADV_NOCORE		/* FreeBSD, DragonFly */
# define HOST_ADV_DONTDUMP MADV_NOCORE
# define HOST_ADV_DODUMP MADV_CORE
#else
# define HOST_ADV_DONTDUMP UM_LACKS
# define HOST_ADV_DODUMP UM_LACKS
#endif
#ifdef MADV_DONTFORK
# define HOST_ADV_DONTFORK MADV_DONTFORK
# define HOST_ADV_DOFORK MADV_DOFORK
#else
# define HOST_ADV_DONTFORK UM_LACKS
# define HOST_ADV_DOFORK UM_LACKS
#endif
#ifdef MADV_WIPEONFORK
# define HOST_ADV_WIPEONFORK MADV_WIPEONFORK
# define HOST_ADV_KEEPONFORK MADV_KEEPONFORK
#else
# define HOST_ADV_WIPEONFORK UM_LACKS
# define HOST_ADV_KEEPONFORK UM_LACKS
#endif
#ifdef MADV_POPULATE_READ
# define HOST_ADV_POPULATE_READ MADV_POPULATE_READ
# define HOST_ADV_POPULATE_WRITE MADV_POPULATE_WRITE
#else
# define HOST_ADV_POPULATE_READ UM_LACKS
# define HOST_ADV_POPULATE_WRITE UM_LACKS
#endif

/* linux/include/uapi/asm-generic/mman-common.h, since 6.13; the same number
 * on all processors. */
#ifdef __linux__
# define HOST_ADV_GUARD 102
# define HOST_ADV_UNGUARD 103
#else
# define HOST_ADV_GUARD 0
# define HOST_ADV_UNGUARD 0
#endif
#if defined MADV_ZERO && defined __APPLE__
# define HOST_ADV_ZERO MADV_ZERO
#else
# define HOST_ADV_ZERO 0
#endif

#if defined MC_INHERIT_ZERO && defined __sun
# define HOST_MC_INHERIT_ZERO MC_INHERIT_ZERO
#else
# define HOST_MC_INHERIT_ZERO 0
#endif

#ifdef MCL_CURRENT
# define HOST_MCL_CURRENT MCL_CURRENT
#else
# define HOST_MCL_CURRENT 0
#endif

#ifdef POSIX_MADV_DONTNEED
# define HOST_POSIX_DONTNEED POSIX_MADV_DONTNEED
#else
# define HOST_POSIX_DONTNEED UM_LACKS
#endif

/* linux/include/uapi/linux/prctl.h, since 5.17 */
#ifdef __linux__
# define HOST_PR_SET_VMA 0x53564d41
#else
# define HOST_PR_SET_VMA 0
#endif

#ifdef UM_HAVE_MREMAP_LINUX
# define HOST_MREMAP_MAYMOVE MREMAP_MAYMOVE
# define HOST_MREMAP_FIXED MREMAP_FIXED
# ifdef __linux__
#  define HOST_MREMAP_DONTUNMAP 4	/* of a newer header */
# else
#  define HOST_MREMAP_DONTUNMAP 0
# endif
#else
# define HOST_MREMAP_MAYMOVE 0
# define HOST_MREMAP_FIXED 0
# define HOST_MREMAP_DONTUNMAP 0
#endif
#if defined UM_HAVE_MREMAP_NETBSD && defined MAP_REMAPDUP
# define HOST_MREMAP_DUP MAP_REMAPDUP
#else
# define HOST_MREMAP_DUP 0
#endif

/* ZERO is 3 on FreeBSD and OpenBSD, 4 on NetBSD, where 3 donates. */
#if defined INHERIT_SHARE		/* FreeBSD, DragonFly */
# define HOST_INHERIT_SHARE INHERIT_SHARE
# define HOST_INHERIT_COPY INHERIT_COPY
# define HOST_INHERIT_NONE INHERIT_NONE
#elif defined MAP_INHERIT_SHARE		/* NetBSD, OpenBSD */
# define HOST_INHERIT_SHARE MAP_INHERIT_SHARE
# define HOST_INHERIT_COPY MAP_INHERIT_COPY
# define HOST_INHERIT_NONE MAP_INHERIT_NONE
#elif defined __APPLE__			/* mach/vm_inherit.h */
# define HOST_INHERIT_SHARE 0
# define HOST_INHERIT_COPY 1
# define HOST_INHERIT_NONE 2
#else
# define HOST_INHERIT_SHARE UM_LACKS
# define HOST_INHERIT_COPY UM_LACKS
# define HOST_INHERIT_NONE UM_LACKS
#endif
#if defined INHERIT_ZERO
# define HOST_INHERIT_ZERO INHERIT_ZERO
#elif defined MAP_INHERIT_ZERO
# define HOST_INHERIT_ZERO MAP_INHERIT_ZERO
#else
# define HOST_INHERIT_ZERO UM_LACKS
#endif

/* linux/include/uapi/linux/memfd.h */
#ifdef __linux__
# define HOST_MEMFD_CLOEXEC 1u
# define HOST_MEMFD_SEALING 2u
# define HOST_MEMFD_NOEXEC_SEAL 8u
# define HOST_MEMFD_EXEC 16u
#elif defined MFD_CLOEXEC		/* FreeBSD 13, NetBSD 11 */
# define HOST_MEMFD_CLOEXEC MFD_CLOEXEC
# define HOST_MEMFD_SEALING MFD_ALLOW_SEALING
# define HOST_MEMFD_NOEXEC_SEAL 0
# define HOST_MEMFD_EXEC 0
#else
# define HOST_MEMFD_CLOEXEC 0
# define HOST_MEMFD_SEALING 0
# define HOST_MEMFD_NOEXEC_SEAL 0
# define HOST_MEMFD_EXEC 0
#endif

#if defined SHM_ANON && !defined __linux__
# define HOST_SHM_ANON 1
#else
# define HOST_SHM_ANON 0
#endif

#if defined O_TMPFILE
# define HOST_O_TMPFILE O_TMPFILE
#else
# define HOST_O_TMPFILE 0
#endif

/* FreeBSD 13.1 and Linux 2.6.39 */
#if defined O_PATH
# define HOST_O_PATH O_PATH
#else
# define HOST_O_PATH 0
#endif

/* xnu bsd/kern/posix_shm.c: PSHMNAMLEN with the slash.  NetBSD
 * lib/librt/shm.c and illumos lib/libc/port/rt/shm.c put a word before the
 * name of a file. */
#if defined __APPLE__
# define HOST_SHM_NAME_MAX 30
#elif defined __NetBSD__		/* ".shmobj_" */
# define HOST_SHM_NAME_MAX 247
#elif defined __sun			/* ".SHMD" */
# define HOST_SHM_NAME_MAX 249
#else
# define HOST_SHM_NAME_MAX 0
#endif
#if defined __linux__ || defined __GNU__
# define HOST_SHM_DIR "/dev/shm"
#elif defined __DragonFly__		/* lib/libc/gen/posixshm.c */
# define HOST_SHM_DIR "/var/run/shm"
#else
# define HOST_SHM_DIR 0
#endif

#ifdef __linux__
struct host_procmap_query {
	uint64_t words[13];
};
# define HOST_PROCMAP_QUERY \
	((unsigned long)_IOWR('f', 17, struct host_procmap_query))
#else
# define HOST_PROCMAP_QUERY 0
#endif

/* What hugetlbfs and FreeBSD's shm_create_largepage have: of arm64 and others
 * all from the least on. */
#ifdef __x86_64__
# define HOST_LARGE (2 << 20)
# define HOST_LARGE_SIZES (HOST_LARGE | 1 << 30)
#elif defined __i386__
# define HOST_LARGE (2 << 20)
# define HOST_LARGE_SIZES (HOST_LARGE | 4 << 20)	/* without PAE 4 */
#else
# define HOST_LARGE (64 << 10)
# define HOST_LARGE_SIZES (0 - (uintptr_t)HOST_LARGE)
#endif
#if defined __linux__ || defined SHM_LARGEPAGE
# define HOST_LARGE_PAGES HOST_LARGE_SIZES
#else
# define HOST_LARGE_PAGES 0
#endif

#ifdef __linux__
# define HOST_THP "/sys/kernel/mm/transparent_hugepage/"
# define HOST_HUGE_ENABLED HOST_THP "enabled"
# define HOST_HUGE_SIZE HOST_THP "hpage_pmd_size"
# define HOST_MEMORY_TEXT "/proc/meminfo"
# define HOST_GROUP_TEXT "/proc/self/cgroup"
# define HOST_OVERCOMMIT_TEXT "/proc/sys/vm/overcommit_memory"
#else
# define HOST_HUGE_ENABLED 0
# define HOST_HUGE_SIZE 0
# define HOST_MEMORY_TEXT 0
# define HOST_GROUP_TEXT 0
# define HOST_OVERCOMMIT_TEXT 0
#endif

#endif
