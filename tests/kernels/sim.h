/* Simulated kernels: what they share.
 *
 * A simulated kernel is cited numbers, a struct um_sys of its own and the
 * shipped family.  It is a filter over real Linux memory: it checks and
 * translates arguments by its own rules, maps by raw Linux system calls and
 * answers with that kernel's address and errno.  It keeps no list of
 * mappings; what it must know about memory it asks Linux.
 *
 * Sources are cited beside each rule.  "recalled" marks a rule that nobody
 * here has read or measured.
 *
 * Not simulated anywhere: which signal a bad access raises and its si_code;
 * PROT_WRITE without PROT_READ that faults on reading; addresses below
 * Linux's own vm.mmap_min_addr; the size of the user's address space.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef UM_SIM_H
#define UM_SIM_H

#include "way/way.h"

#ifndef NAME_MAX			/* pcc does not get to linux/limits.h */
# define NAME_MAX 255
#endif

/* ---- the registry ------------------------------------------------------ */

/* What a kernel is made of. */
struct um_sim_kernel {
	const char *name;
	const struct um_numbers *numbers;
	const struct um_family *family;
	const struct um_sys *sys;
};

struct um_sim {
	const struct um_sim_kernel *kernel;
	const char *name;	/* of a variant; 0: the kernel's own */
	size_t page;		/* at least; 0: as large as this machine's */
	int guessed;		/* its rules were mostly not read nor measured */
	/* Puts this process under it for good; 0: nothing more to do.  -1:
	 * not on this machine. */
	int (*confine)(void);
};
extern const struct um_sim um_sims[];	/* ended by a kernel of 0 */
const char *um_sim_name(const struct um_sim *);
const struct um_sim *um_sim_named(const char *name);	/* or 0 */
/* From now on in this process: the kernel, by the name of its row.  Only one
 * at a time; what was mapped in another is not looked at again. */
void um_sim_enter(const struct um_sim *);

extern const struct um_sim_kernel um_sim_linux_2_2, um_sim_linux_2_4,
    um_sim_linux_4_4, um_sim_linux_4_4_39bit,
    um_sim_gvisor_2024, um_sim_qemu_user, um_sim_svr4,
    um_sim_illumos, um_sim_freebsd_10, um_sim_freebsd_12, um_sim_freebsd_15,
    um_sim_dragonfly_6, um_sim_dragonfly_6_procfs, um_sim_netbsd_7,
    um_sim_netbsd_7_procfs, um_sim_netbsd_10, um_sim_openbsd_7, um_sim_openbsd_5_8,
    um_sim_macos_15, um_sim_haiku, um_sim_hurd, um_sim_cygwin, um_sim_aix,
    um_sim_hostile, um_sim_android_8;
int um_sim_android_8_confine(void);

/* ---- failing ----------------------------------------------------------- */

/* Every function here leaves errno alone when it succeeds. */
int um_sim_fail(int err);		/* -1 */
void *um_sim_refuse(int err);		/* MAP_FAILED */

/* ---- Linux itself ------------------------------------------------------ */

/* The bare system calls: libc's wrappers have rules of their own (musl
 * rounds in mprotect and rewrites errno in mmap).  Where the entered kernel
 * has larger pages these are a Linux with such pages, over what this process
 * maps by them; not simulated: zeroes behind the end of a file up to the end
 * of its last page. */
void *um_sim_raw_mmap(void *, size_t, int prot, int flags, int fd, off_t);
int um_sim_raw_munmap(void *, size_t);
int um_sim_raw_mprotect(void *, size_t, int);
int um_sim_raw_msync(void *, size_t, int);
int um_sim_raw_madvise(void *, size_t, int);
int um_sim_raw_mlock(const void *, size_t);
int um_sim_raw_munlock(const void *, size_t);
/* POSIX: EAGAIN for the limit, where Linux says EPERM of a limit of 0. */
int um_sim_posix_mlock(const void *, size_t);
int um_sim_raw_mincore(void *, size_t, unsigned char *);
void *um_sim_raw_mremap(void *, size_t, size_t, int, void *);
int um_sim_raw_memfd(const char *, unsigned);
/* Linux 6.10; ENOSYS before.  What it seals stays so in every simulated
 * kernel, since their calls end in Linux's. */
int um_sim_raw_mseal(void *, size_t, unsigned long);

/* ---- pages ------------------------------------------------------------- */

uintptr_t um_sim_stack_limit(void);
size_t um_sim_page(void);	/* of the entered kernel */
uintptr_t um_sim_trunc(uintptr_t);
size_t um_sim_round(size_t);	/* wraps to 0 as many kernels' macros do */
/* Where a first fit starts at the lowest. */
uintptr_t um_sim_floor(void);
/* One past the user's address space, as far as the map shows. */
uintptr_t um_sim_end(void);
/* Is [addr, addr + len) in the user's address space, without wrapping? */
int um_sim_in_range(uintptr_t addr, size_t len);
/* Whole pages around [*addr, *addr + *len): what the BSDs do to every range.
 * 0 when it wraps. */
int um_sim_widen(uintptr_t *addr, size_t *len);

/* ---- what lies at an address ------------------------------------------- */

enum um_sim_kind {
	UM_SIM_ANON,		/* private zero pages, also of /dev/zero */
	UM_SIM_SHARED_ANON,
	UM_SIM_SHM,		/* made by a simulated shm_open or the like */
	UM_SIM_MAXED,		/* um_sim_maxed */
	UM_SIM_GUARD,		/* um_sim_guard */
	UM_SIM_FILE		/* also [vdso] and the like */
};

struct um_sim_area {
	uintptr_t start, end;
	int prot;		/* the host's PROT_ */
	int may;		/* what mprotect can make of it; all if unknown */
	int shared;
	enum um_sim_kind kind;
	int locked, nodump, nofork, wipe;	/* 0 where Linux does not tell */
	int max;		/* of UM_SIM_MAXED */
	int stack;		/* the main thread's */
	off_t offset;
	int cache;		/* of um_sim_cache_file: its number from 1 on */
};

/* Calls visit for each area in the range, cut to it, until non-zero, which is
 * returned.  *holes is set when something in the range is not mapped.  visit
 * may be 0.  flags_too: also may, locked, nodump, nofork and wipe; slower. */
int um_sim_each(uintptr_t start, size_t len, int flags_too,
    int (*visit)(const struct um_sim_area *, void *), void *closure,
    int *holes);
int um_sim_whole(uintptr_t start, size_t len);
int um_sim_at(uintptr_t addr, struct um_sim_area *);	/* covers it? */
int um_sim_any_locked(uintptr_t start, size_t len);

/* A text of the map, open for reading, in which line writes what is said of an
 * area; it returns the length. */
typedef int um_sim_line(char *, size_t room, const struct um_sim_area *);
int um_sim_map_text(um_sim_line *);
int um_sim_copied_map(void);		/* Linux's own */
um_sim_line um_sim_netbsd_line, um_sim_dragonfly_line;

/* What a simulated kernel knows of each area from the one that covers `from' on,
 * until visit returns non-zero, which is returned.  Memory of an object is a
 * file to it, or with SHM claimed. */
enum {
	UM_SIM_TELLS_LOCKED = 1, UM_SIM_TELLS_CONCEALED = 2,
	UM_SIM_TELLS_INHERIT = 4,
	UM_SIM_TELLS_SHM = 16,
	/* not of anonymous memory: FreeBSD; not of any: Haiku */
	UM_SIM_HIDES_SHARED = 32,
	/* whether it is anonymous: Haiku, AIX, the Hurd */
	UM_SIM_HIDES_KIND = 64
};
typedef int um_sim_teller(uintptr_t from, um_visit *visit, void *closure,
    unsigned tells);
um_sim_teller um_sim_tell;
/* And says by its own call, of all that this tells: um_sim_tell, unless a test
 * has a list of its own. */
extern um_sim_teller *um_sim_told;
int um_sim_freebsd_sysctl(const int *, unsigned, void *, size_t *);
int um_sim_netbsd_sysctl(const int *, unsigned, void *, size_t *);
int um_sim_openbsd_sysctl(const int *, unsigned, void *, size_t *);
int um_sim_absent_sysctl(const int *, unsigned, void *, size_t *);
int um_sim_mach_region(uint64_t *, uint64_t *, unsigned *, void *, unsigned *);
int um_sim_vm_region(uintptr_t *, uintptr_t *, int *, int *, int *);
int um_sim_next_area(ssize_t *, void *, size_t);
int um_sim_svr4_map(void);	/* a file in /proc, open for reading */
int um_sim_aix_map(void);
int um_sim_alone(void);		/* is this the only thread? */

/* ---- placing ----------------------------------------------------------- */

/* What to map, in the host's numbers: prot, MAP_SHARED or MAP_PRIVATE with
 * MAP_ANONYMOUS or not, and the wishes. */
struct um_sim_source {
	size_t len;
	int prot, flags, fd;
	off_t offset;
};
void um_sim_anon(struct um_sim_source *, size_t len, int prot, int shared);
/* Makes it one of a file; give s->fd back with um_sim_fd_done.  A negative
 * offset and one whose map ends beyond all offsets, which Linux refuses, are
 * some place behind the end of the file. */
void um_sim_file(struct um_sim_source *s, int fd, off_t offset);
void *um_sim_anywhere(const struct um_sim_source *, uintptr_t hint);
void *um_sim_over(const struct um_sim_source *, uintptr_t addr);
void *um_sim_exact(const struct um_sim_source *, uintptr_t addr); /* EEXIST */
/* The lowest free place from start on that ends at or below limit (0: no
 * limit); ENOMEM. */
void *um_sim_first_fit(const struct um_sim_source *, uintptr_t start,
    uintptr_t limit);
/* A hint below what Linux gives to hints: exactly there, where it lets this
 * process (root), else as any other. */
void *um_sim_low(const struct um_sim_source *, uintptr_t hint,
    void *(*otherwise)(const struct um_sim_source *, uintptr_t hint));
/* Anywhere at a multiple of align. */
void *um_sim_aligned(const struct um_sim_source *, size_t align);

/* ---- descriptors ------------------------------------------------------- */

enum um_sim_fd {
	UM_SIM_FD_BAD, UM_SIM_FD_REGULAR, UM_SIM_FD_SHM, UM_SIM_FD_ZERO,
	UM_SIM_FD_DEVICE, UM_SIM_FD_DIRECTORY, UM_SIM_FD_OTHER
};
enum um_sim_fd um_sim_fd(int fd);
int um_sim_fd_reads(int fd);
int um_sim_fd_writes(int fd);
/* Linux maps only what it can read.  For kernels that map a write-only
 * descriptor: a second one that reads too, or fd itself.  Give it back. */
int um_sim_fd_readable(int fd);
/* Another descriptor of the same in this mode, or fd itself. */
int um_sim_fd_again(int fd, int mode);
int um_sim_fd_sealed(int fd);		/* F_SEAL_WRITE */
int um_sim_fd_read_only(int fd);	/* the same, cannot be written */
void um_sim_fd_done(int readable, int fd);

/* ---- files and maps in two caches -------------------------------------- */

/* Makes it a source of the file's pages in the cache of maps, for kernels
 * whose files have another; 0: as it was.  s->fd is to be closed. */
int um_sim_cache_file(struct um_sim_source *, int fd);
/* To the file what was stored in the range, and then from it what is there. */
void um_sim_cache_sync(uintptr_t, size_t, int invalidates);
/* Something was unmapped: what nobody has mapped any more leaves the cache. */
void um_sim_cache_unmapped(void);

/* ---- memory that carries its rules ------------------------------------- */

/* Private zero pages with a maximal protection (PROT_MAX): pages of a memfd
 * whose name tells it, so that Linux keeps it across splits and merges. */
int um_sim_maxed(struct um_sim_source *, int max);
/* MAP_GUARD. */
int um_sim_guard(struct um_sim_source *);
void um_sim_source_done(const struct um_sim_source *);

/* ---- what the BSDs have in common -------------------------------------- */

/* The user's map begins at one page: FreeBSD's vm_map_range_valid while
 * security.bsd.map_at_zero is 0, OpenBSD's VM_MIN_ADDRESS. */
int um_sim_bsd_valid(uintptr_t addr, size_t len);
/* mprotect of what passed the kernel's own checks: unknown bits are masked, a
 * range that wraps is EINVAL, every area is asked first, holes are passed
 * over. */
int um_sim_bsd_protect(void *, size_t, int prot);
/* minherit: 0 shares, 1 copies, 2 leaves out; zero: the number that zeroes,
 * or UM_LACKS.  Holes are passed over. */
int um_sim_bsd_inherit(void *, size_t, int how, int zero);
/* mlock of FreeBSD and DragonFly, kern_mlock: a hole, the limit and what
 * cannot be had are all ENOMEM. */
int um_sim_vm_lock(const void *, size_t);
/* mlock of NetBSD and OpenBSD, uvm_map_pageable: a limit is EAGAIN, a hole
 * and what is beyond the end of a file ENOMEM; what has no access is passed
 * over. */
int um_sim_uvm_lock(const void *, size_t);
int um_sim_bsd_unlock(const void *, size_t);
/* How much more RLIMIT_MEMLOCK lets this process lock, root or not. */
size_t um_sim_lock_room(void);
/* mlockall of FreeBSD, NetBSD and OpenBSD: no flag or an unknown one is EINVAL, what
 * cannot be had is refusal. */
int um_sim_bsd_lock_all(int how, int refusal);
/* madvise of FreeBSD and DragonFly: success over holes; DONTNEED 4 and FREE 5
 * keep the data (FREE only for a while); NOCORE 8, CORE 9. */
int um_sim_vm_advise(void *, size_t, int advice);

/* posix_madvise by madvise: the errno is the answer. */
int um_sim_errno_of(int (*advise)(void *, size_t, int), void *, size_t,
    int advice);

/* What 4.4BSD's sys/mman.h and its descendants agree on. */
#define UM_SIM_BSD_NUMBERS \
	.prot_read = 1, .prot_write = 2, .prot_exec = 4, \
	.map_shared = 1, .map_private = 2, .map_anon = 0x1000, \
	.map_fixed = 0x10, .ms_async = 1, \
	.adv_normal = 0, .adv_random = 1, .adv_sequential = 2, \
	.adv_willneed = 3, .adv_dontneed = 4, \
	UM_SIM_NO_LINUX_ADVICE, \
	.inherit_share = 0, .inherit_copy = 1, .inherit_none = 2, \
	.mcl_current = 1, .posix_dontneed = 4

/* ---- rows that many kernels share -------------------------------------- */

/* shm_open on a file of the simulated kernel's own below /dev/shm. */
int um_sim_shm_open(const char *tag, const char *name, int oflag, mode_t mode);
int um_sim_shm_unlink(const char *tag, const char *name);
int um_sim_shm_object(const char *name, unsigned memfd_flags);	/* nameless */

int um_sim_open(const char *, int, mode_t);	/* as it is */
/* Linux's generic flag bits in the host's numbers; unknown ones are dropped
 * and so is NOREPLACE. */
int um_sim_linux_flags(int flags);
/* What Linux's releases have in common, with its generic numbers: mmap before
 * SHARED_VALIDATE (4.15) and FIXED_NOREPLACE (4.17, until then an unknown bit,
 * so a hint); msync; madvise from 3.4 (DONTDUMP) to before 4.5 (FREE);
 * mremap before DONTUNMAP (5.7). */
void *um_sim_linux_mmap(void *, size_t, int prot, int flags, int fd, off_t);
int um_sim_linux_msync(void *, size_t, int);
int um_sim_linux_madvise(void *, size_t, int);
void *um_sim_linux_mremap(void *, size_t, size_t, int, void *);
/* The result of a call on a range, EFAULT for a hole: mprotect(2), msync(2)
 * of Linux say so of before 2.4.19. */
int um_sim_hole_faults(int result, const void *, size_t);
/* Locking is a privilege: Linux before 2.6.9 (mlock(2)), svr4. */
int um_sim_root_mlock(const void *, size_t);
int um_sim_root_munlock(const void *, size_t);

/* Where neither /proc nor /dev/shm is mounted. */
int um_sim_open_bare(const char *, int, mode_t);
/* And where dir holds the simulated named objects. */
int um_sim_open_shm_dir(const char *dir, const char *, int, mode_t);
int um_sim_ioctl(int, unsigned long, void *);	/* as it is */
int um_sim_no_ioctl(int, unsigned long, void *);	/* ENOTTY */
int um_sim_absent_memfd(const char *, unsigned);	/* ENOSYS */
int um_sim_absent_mseal(void *, size_t, unsigned long);
/* PR_SET_VMA of a kernel that does not know it: EINVAL. */
int um_sim_absent_prctl(int, unsigned long, unsigned long, unsigned long,
    unsigned long);
int um_sim_absent_madvise(void *, size_t, int);
int um_sim_absent_mincore(void *, size_t, unsigned char *);
int um_sim_libc_shm_open(const char *, int, mode_t);	/* glibc's and musl's */
int um_sim_libc_shm_unlink(const char *);

/* mprotect where every area is asked first (EACCES); holes are passed over. */
int um_sim_protect_areas(uintptr_t addr, size_t len, int host_prot);
/* mincore where a hole is only not in memory: DragonFly, macOS. */
int um_sim_mincore_over_holes(void *, size_t, unsigned char *);
/* MADV_FREE of NetBSD and OpenBSD: frees at once, but keeps the data of
 * shared anonymous maps, which private memory has while a child lives.  Not
 * simulated: a child that has called exec counts, a parent does not. */
int um_sim_child_lives(void);
/* One piece of madvise for every area; what Linux refuses is left out. */
int um_sim_advise_areas(uintptr_t addr, size_t len, int host_advice);

int um_sim_close_on_exec(int);
int um_sim_seal_seals(int);
int um_sim_descriptor_flags(int);
/* fallocate PUNCH_HOLE of Linux; fspacectl is alike */
int um_sim_punch_hole(int, off_t, off_t);
int um_sim_is_sealed(int);
int64_t um_sim_file_limit(void);
void um_sim_memory_free(int64_t *total, int64_t *available);
int um_sim_allocate(int, off_t, off_t);	/* posix_fallocate */
size_t um_sim_view_align(void);		/* addresses do not matter */
/* A second view of shared memory over what is at `to'. */
int um_sim_alias(uintptr_t from, size_t len, uintptr_t to);

/* Rows that pass everything on, for kernels made of Linux. */
#define UM_SIM_ROWS_FILES .write = write, UM_SIM_ROWS_FILES_BUT_WRITE
#define UM_SIM_ROWS_FILES_BUT_WRITE \
	.unlink = unlink, .close = close, .read = read, \
	.pread = pread, .pwrite = pwrite, .fstat = fstat, \
	.close_on_exec = um_sim_close_on_exec, \
	.seal_seals = um_sim_seal_seals, \
	.descriptor_flags = um_sim_descriptor_flags, \
	.file_limit = um_sim_file_limit, .memory_free = um_sim_memory_free, \
	.view_align = um_sim_view_align
#define UM_SIM_ROWS_PAGES \
	.page_size = um_sim_page, .granularity = um_sim_page, \
	.stack_limit = um_sim_stack_limit

#ifdef O_TMPFILE
# define UM_SIM_O_TMPFILE O_TMPFILE
#else
# define UM_SIM_O_TMPFILE 0
#endif

/* MAP_32BIT is x86-64's. */
#ifdef MAP_32BIT
# define UM_SIM_LINUX_LOW 0x40
#else
# define UM_SIM_LINUX_LOW 0
#endif
/* Linux's numbers (asm-generic/mman*.h) of the newest headers: a program
 * that was built on a newer system. */
#define UM_SIM_LINUX_NUMBERS \
	.map_low2g = UM_SIM_LINUX_LOW, \
	.prot_read = 1, .prot_write = 2, .prot_exec = 4, \
	.map_shared = 1, .map_private = 2, .map_anon = 0x20, \
	.map_fixed = 0x10, .map_noreplace = 0x100000, \
	.map_noreserve = 0x4000, .map_populate = 0x8000, \
	.ms_async = 1, .ms_sync = 4, .ms_invalidate = 2, \
	.adv_normal = 0, .adv_random = 1, .adv_sequential = 2, \
	.adv_willneed = 3, .adv_hugepage = 14, .adv_nohugepage = 15, \
	.adv_dontneed = 4, .adv_free = 8, .adv_remove = 9, \
	.adv_dontdump = 16, .adv_dodump = 17, .adv_dontfork = 10, \
	.adv_dofork = 11, .adv_wipeonfork = 18, .adv_keeponfork = 19, \
	.adv_populate_read = 22, .adv_populate_write = 23, \
	.adv_guard = 102, .adv_unguard = 103, .pr_set_vma = 0x53564d41, \
	.inherit_share = UM_LACKS, .inherit_copy = UM_LACKS, \
	.inherit_none = UM_LACKS, .inherit_zero = UM_LACKS, \
	.o_tmpfile = UM_SIM_O_TMPFILE, .mremap_maymove = 1, \
	.mremap_dontunmap = 4, \
	.memfd_cloexec = 1, .memfd_sealing = 2, .memfd_exec = 0x10, \
	.memfd_noexec_seal = 8, \
	.shm_dir = "/dev/shm", .memory_text = "/proc/meminfo", \
	.huge_enabled = "/sys/kernel/mm/transparent_hugepage/enabled", \
	.huge_size = "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size"

/* The advice and inheritance of a system that has none of Linux's extras. */
#define UM_SIM_NO_LINUX_ADVICE \
	.adv_hugepage = UM_LACKS, .adv_nohugepage = UM_LACKS, \
	.adv_remove = UM_LACKS, .adv_dontfork = UM_LACKS, \
	.adv_dofork = UM_LACKS, .adv_wipeonfork = UM_LACKS, \
	.adv_keeponfork = UM_LACKS, .adv_populate_read = UM_LACKS, \
	.adv_populate_write = UM_LACKS
#define UM_SIM_NO_INHERIT \
	.inherit_share = UM_LACKS, .inherit_copy = UM_LACKS, \
	.inherit_none = UM_LACKS, .inherit_zero = UM_LACKS

/* Linux's numbers as this host has them, for the raw calls. */
#ifndef MAP_ANONYMOUS
# define MAP_ANONYMOUS MAP_ANON
#endif
#ifndef MAP_FIXED_NOREPLACE
# ifdef __alpha__
#  define MAP_FIXED_NOREPLACE 0x200000
# else
#  define MAP_FIXED_NOREPLACE 0x100000
# endif
#endif
#ifndef MREMAP_MAYMOVE
# define MREMAP_MAYMOVE 1
# define MREMAP_FIXED 2
#endif
#ifndef MADV_REMOVE
# define MADV_REMOVE 9
#endif
#ifndef MADV_DONTFORK
# define MADV_DONTFORK 10
# define MADV_DOFORK 11
#endif
#ifndef MADV_DONTDUMP
# define MADV_DONTDUMP 16
# define MADV_DODUMP 17
#endif
#ifndef MADV_WIPEONFORK
# define MADV_WIPEONFORK 18
# define MADV_KEEPONFORK 19
#endif

#endif
