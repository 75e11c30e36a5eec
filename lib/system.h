/* The first header of every file: feature macros and the offset's width,
 * then what configure found, or without configure what the compiler itself
 * can tell.  Conditionals on systems live here and in lib/host/, nowhere else.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef UM_SYSTEM_H
#define UM_SYSTEM_H

#ifndef _GNU_SOURCE
# define _GNU_SOURCE 1		/* glibc, musl, Hurd */
#endif
#if defined __dietlibc__ && !defined _XOPEN_SOURCE
# define _XOPEN_SOURCE 600	/* its posix_fallocate */
#endif
#ifndef _DARWIN_C_SOURCE
# define _DARWIN_C_SOURCE 1
#endif
#ifndef _NETBSD_SOURCE
# define _NETBSD_SOURCE 1
#endif
#ifndef __EXTENSIONS__
# define __EXTENSIONS__ 1	/* illumos, Solaris */
#endif
#ifndef _ALL_SOURCE
# define _ALL_SOURCE 1		/* AIX */
#endif
#ifndef _FILE_OFFSET_BITS
# define _FILE_OFFSET_BITS 64
#endif

/* unimap-config.h is what configure found, for our own Makefile only: a parent's
 * HAVE_CONFIG_H and config.h mean nothing here. */
#ifdef UNIMAP_CONFIGURED
# include "unimap-config.h"
#else
# include "host/guess.h"
#endif

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>
#include <sys/stat.h>
#include <sys/mman.h>
#include <unistd.h>
#ifdef __linux__
# include "host/hidden.h"
#endif

/* Between them is what no other library can replace, so that it is reached
 * without a table of addresses. */
#if defined __GNUC__ && !defined __PCC__ && !defined __TINYC__ \
  && (defined __ELF__ || defined __MACH__)
# define UM_INTERNAL_BEGIN _Pragma("GCC visibility push(hidden)")
# define UM_INTERNAL_END _Pragma("GCC visibility pop")
#else
# define UM_INTERNAL_BEGIN
# define UM_INTERNAL_END
#endif

#include <unimap.h>

/* A variable of which each thread has its own, or plain where there is none.  In a
 * plug-in, which comes by dlopen: glibc's general model calls malloc on the
 * first use in a thread, its initial one does not and has some room; musl,
 * bionic and illumos refuse the initial one there, and their general one
 * needs no malloc. */
#if !defined UM_HAVE_TLS
# define UM_TLS
#elif defined __GLIBC__ && !defined __UCLIBC__
# define UM_TLS UM_HAVE_TLS __attribute__((__tls_model__("initial-exec")))
#else
# define UM_TLS UM_HAVE_TLS
#endif

/* A remembered fact is one int or one pointer whose every writer writes the
 * same value; where the compiler has no atomics, or some that need a library, a
 * plain access is right. */
#if defined __GCC_ATOMIC_INT_LOCK_FREE \
  && defined __GCC_ATOMIC_POINTER_LOCK_FREE
# if __GCC_ATOMIC_INT_LOCK_FREE == 2 && __GCC_ATOMIC_POINTER_LOCK_FREE == 2
#  define UM_HAVE_ATOMICS 1
# endif
#endif
#ifdef UM_HAVE_ATOMICS
# define UM_LOAD(p) __atomic_load_n((p), __ATOMIC_RELAXED)
# define UM_STORE(p, v) __atomic_store_n((p), (v), __ATOMIC_RELAXED)
# define UM_STORE_LAST(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)
# define UM_LOAD_FIRST(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
/* Writes to an int without changing it, whatever other threads do to it.
 * clang makes a load of fetch_or with 0. */
static inline void um_touch(void *at)
{
	int *const word = at;
	int value = __atomic_load_n(word, __ATOMIC_RELAXED);

	(void)__atomic_compare_exchange_n(word, &value, value, 0,
	    __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}
/* Changes *p from one value to another, if it is that one. */
static inline int um_change(uintptr_t *at, uintptr_t from, uintptr_t to)
{
	return __atomic_compare_exchange_n(at, &from, to, 0, __ATOMIC_ACQ_REL,
	    __ATOMIC_RELAXED);
}
# define UM_CHANGE(p, from, to) um_change((p), (from), (to))
# define UM_TOUCH(p) um_touch(p)
# define UM_CAN_TOUCH 1
#else
# define UM_LOAD(p) (*(p))
# define UM_STORE(p, v) ((void)(*(p) = (v)))
# define UM_STORE_LAST(p, v) ((void)(*(p) = (v)))
# define UM_LOAD_FIRST(p) (*(p))
# define UM_CHANGE(p, from, to) (*(p) == (from) ? (*(p) = (to), 1) : 0)
# define UM_TOUCH(p) ((void)(p))
# define UM_CAN_TOUCH 0
#endif

/* The last bytes below 2 and 4 GiB, as far as addresses go. */
#define UM_LAST_2G ((uintptr_t)0x7fffffff)
#define UM_LAST_4G ((uintptr_t)0xffffffff)

/* Not on the way of a plain map or unmap: small before fast. */
#if defined __clang__
# define UM_COLD __attribute__((__cold__, __minsize__, __noinline__))
#elif defined __GNUC__ && !defined __PCC__
# define UM_COLD __attribute__((__cold__, __noinline__))
#else
# define UM_COLD
#endif

/* Absent in the errno.h of some systems. */
#ifndef ECAPMODE
# define ECAPMODE (-1)		/* FreeBSD's capability mode */
#endif
#ifndef EHWPOISON
# define EHWPOISON (-2)		/* Linux: a page that has broken */
#endif
#ifndef ESTALE
# define ESTALE (-3)
#endif
#ifndef ETXTBSY
# define ETXTBSY (-1)
#endif
#ifndef EOVERFLOW
# define EOVERFLOW EFBIG
#endif
#ifndef ENOTSUP
# define ENOTSUP EOPNOTSUPP
#endif
#ifndef EOPNOTSUPP
# define EOPNOTSUPP ENOTSUP
#endif

/* And in the fcntl.h: of Linux and FreeBSD. */
#ifndef F_ADD_SEALS
# define F_ADD_SEALS (-1)
# define F_SEAL_WRITE 0
#endif

/* An errno in a table: two bytes, but on Hurd and Haiku. */
#if EINVAL > 0 && EINVAL < 0x4000
typedef short um_errno;
#else
typedef int um_errno;
#endif

#ifndef O_CLOEXEC
# define O_CLOEXEC 0
#endif
#ifndef O_NOFOLLOW
# define O_NOFOLLOW 0
#endif

#endif
