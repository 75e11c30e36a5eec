/* Linux: what its C libraries hide from a unit that included some of their
 * headers first and without _GNU_SOURCE, as one that includes the one file
 * after its own.  Included by system.h alone, after the headers. */
#ifndef UM_HOST_HIDDEN_H
#define UM_HOST_HIDDEN_H

/* By processor: the kernel's own header, which hides nothing.  musl is on
 * none that has other advice than most. */
#ifndef MAP_ANONYMOUS
# include <asm/mman.h>
#endif
#ifndef MADV_NORMAL
# define MADV_NORMAL 0
# define MADV_RANDOM 1
# define MADV_SEQUENTIAL 2
# define MADV_WILLNEED 3
# define MADV_DONTNEED 4
#endif

/* linux/include/uapi/linux/mman.h and fcntl.h, on every processor */
#ifndef MREMAP_MAYMOVE
# define MREMAP_MAYMOVE 1
# define MREMAP_FIXED 2
#endif
#ifndef F_ADD_SEALS
# define F_ADD_SEALS 1033
# define F_GET_SEALS 1034
# define F_SEAL_SEAL 1
# define F_SEAL_SHRINK 2
# define F_SEAL_GROW 4
# define F_SEAL_WRITE 8
#endif

/* linux/include/uapi/linux/stat.h */
#ifndef S_ISSOCK
# define S_ISSOCK(mode) (((mode) & 0170000) == 0140000)
#endif

/* glibc has these in any case. */
#if !defined O_CLOEXEC && defined __O_CLOEXEC
# define O_CLOEXEC __O_CLOEXEC
#endif
#if !defined O_NOFOLLOW && defined __O_NOFOLLOW
# define O_NOFOLLOW __O_NOFOLLOW
#endif
#if !defined O_TMPFILE && defined __O_TMPFILE && defined __O_DIRECTORY
# define O_TMPFILE (__O_TMPFILE | __O_DIRECTORY)
#endif

/* A second declaration says nothing new. */
#if defined __GNUC__ && !defined __PCC__ && !defined __TINYC__
# pragma GCC diagnostic push
# pragma GCC diagnostic ignored "-Wredundant-decls"
#endif

/* linux/include/uapi/linux/falloc.h, which has no function. */
#if !defined __dietlibc__ && !defined __KLIBC__
# ifndef FALLOC_FL_PUNCH_HOLE
#  define FALLOC_FL_KEEP_SIZE 1
#  define FALLOC_FL_PUNCH_HOLE 2
# endif
# if defined __GLIBC__ && !defined __USE_GNU && !defined __LP64__ \
  && defined __USE_FILE_OFFSET64
#  define fallocate fallocate64
# endif
extern int fallocate(int, int, off_t, off_t);
#endif

#ifdef __dietlibc__
extern int posix_fallocate(int, off_t, off_t);
#else
extern int madvise(void *, size_t, int);
extern int mincore(void *, size_t, unsigned char *);
extern void *mremap(void *, size_t, size_t, int, ...);
extern long syscall(long, ...);
extern void *sbrk(intptr_t);
#endif

/* With the offsets that the rest of the unit has. */
#if defined __GLIBC__ && !defined __USE_XOPEN2K8
# if defined __USE_FILE_OFFSET64 && !defined __LP64__
#  define ftruncate ftruncate64
#  define pread pread64
#  define pwrite pwrite64
#  define posix_fallocate posix_fallocate64
# endif
extern int ftruncate(int, off_t);
extern ssize_t pread(int, void *, size_t, off_t);
extern ssize_t pwrite(int, const void *, size_t, off_t);
extern int posix_fallocate(int, off_t, off_t);
#endif

#if defined __GNUC__ && !defined __PCC__ && !defined __TINYC__
# pragma GCC diagnostic pop
#endif

#endif
