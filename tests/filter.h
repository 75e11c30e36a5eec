/* A kernel that refuses: system calls that a seccomp filter answers. */
#ifndef FILTER_H
#define FILTER_H

#ifdef __linux__
#include <stdint.h>
#include <sys/syscall.h>

/* AUDIT_ARCH_* of the architecture compiled for (linux/audit.h); 0: others,
 * whose tests are skipped. */
#if defined __x86_64__ && !defined __ILP32__
# define FILTER_ARCH 0xc000003eu
#elif defined __i386__
# define FILTER_ARCH 0x40000003u
#elif defined __aarch64__ && !defined __AARCH64EB__
# define FILTER_ARCH 0xc00000b7u
#elif defined __arm__ && !defined __ARMEB__
# define FILTER_ARCH 0x40000028u
#elif defined __riscv && __riscv_xlen == 64
# define FILTER_ARCH 0xc00000f3u
#elif defined __powerpc64__ && defined __LITTLE_ENDIAN__
# define FILTER_ARCH 0xc0000015u
#elif defined __powerpc64__
# define FILTER_ARCH 0x80000015u
#elif defined __s390x__
# define FILTER_ARCH 0x80000016u
#elif defined __loongarch__ && __loongarch_grlen == 64
# define FILTER_ARCH 0xc0000102u
#else
# define FILTER_ARCH 0
#endif

/* Numbers that an architecture or the headers lack are -1. */
#ifdef __NR_mmap2
# define NUMBER_MMAP __NR_mmap2
#elif defined __s390x__			/* its arguments lie in memory */
# define NUMBER_MMAP (-1)
#else
# define NUMBER_MMAP __NR_mmap
#endif
#ifdef __NR_memfd_create
# define NUMBER_MEMFD __NR_memfd_create
#else
# define NUMBER_MEMFD (-1)
#endif
#ifdef __NR_open
# define NUMBER_OPEN __NR_open
#else
# define NUMBER_OPEN (-1)
#endif
#ifdef __NR_ftruncate64
# define NUMBER_FTRUNCATE64 __NR_ftruncate64
#else
# define NUMBER_FTRUNCATE64 (-1)
#endif

/* The call `number`; mask: only if its argument of that index, counted from
 * 0, has those bits so. */
struct refusal {
	long number;
	unsigned index;
	uint32_t mask, bits;
};

/* From now on this process is refused it with err; -1: no such filters here. */
int filter_refuse(const struct refusal *, int err);
/* The same with SIGSYS for each of count; those of number -1 are left out. */
int filter_trap(const struct refusal *, int count);
/* As a sandbox has it: of the call `number' an argument, counted from 0, may be
 * one of count values, or with `bits' has none but those.  Anything else is
 * refused with err; 0: SIGSYS. */
int filter_allow(long number, unsigned index, const uint32_t *values,
    int count, int err);
int filter_allow_bits(long number, unsigned index, uint32_t bits, int err);

/* musl makes ENOMEM of an EPERM of mmap, which is no refusal any more. */
int filter_is_hidden(int err);
#endif

#endif
