/* A producer of the Test Anything Protocol, and what every test needs. */
#ifndef TAP_H
#define TAP_H

#include "../lib/way/way.h"
#include "chains.h"

#ifndef MAP_ANONYMOUS		/* DragonFly before 6 */
# define MAP_ANONYMOUS MAP_ANON
#endif

/* First in main: takes the kernel from the environment (UNIMAP_KERNEL, one of
 * tests/kernels; none: the one that runs), and prints the plan; 0: the plan
 * comes last, by done(). */
void plan(int tests);
int done(void);			/* the exit status of main */
void skip_all(const char *format, ...);

/* One line each; the description reads as a sentence of the contract. */
int ok(int condition, const char *format, ...);
int is_int(long long got, long long wanted, const char *format, ...);
int is_ptr(const void *got, const void *wanted, const char *format, ...);
/* result failed with that errno, and um_why says something of it. */
int fails(int failed, int wanted_errno, const char *format, ...);
/* Has it failed so, and does um_why give exactly that sentence?  No line. */
int why_is(int failed, int wanted_errno, const char *sentence);
void skip(int tests, const char *format, ...);	/* the reason: what is missing */
void diag(const char *format, ...);

/* Runs test in a child; its exit status, or 256 + the signal. */
int in_child(int (*test)(void *), void *argument);
/* One line: does test give 0 in a child? */
int ok_in_child(int (*test)(void *), void *argument, const char *format, ...);
/* What a test in a child gives where it cannot be made. */
enum { CANNOT = 77 };
/* One line: was the status of the child 0?  After CANNOT it is skipped; lacking
 * is what is missing. */
int ok_or_skip(int status, const char *lacking, const char *format, ...);
/* In such a test. */
#define MUST(condition) \
	do { \
		if (!(condition)) { \
			diag("line %d: not so: %s (errno %d, %s)", __LINE__, \
			    #condition, errno, um_why()); \
			return 1; \
		} \
	} while (0)
/* Does loading a byte from addr raise SIGSEGV or SIGBUS? */
int load_faults(const void *addr);
int store_faults(void *addr);
/* For a child: 0 if a store to addr succeeds after its fault was handled once,
 * by mend. */
int store_is_mended(volatile unsigned char *addr, void (*mend)(int sig));

/* Under what the tests run: "gvisor", "valgrind", "asan", "tsan", "qemu" or
 * "" (UNIMAP_UNDER). */
const char *under(void);
int is_under(const char *what);
int is_sanitized(void);		/* asan or tsan */
#define NO_MLOCK "mlock, which a sanitizer makes do nothing"
int is_simulated(void);
/* Its calls, for a test that replaces those of um_kernel. */
extern struct um_sys real_sys;
/* The kernel's name starts so ("freebsd"), simulated or host. */
int kernel_is(const char *start);

/* Does the kernel tell anybody where something is mapped?  Also whether it is
 * a file, or anonymous?  Also whether that is private?  And what is locked? */
int regions_are_told(void);
int map_is_told(void);
int growth_is_told(void);	/* or can be learnt: what may grow */
/* A word of the VmFlags of /proc/self/smaps, " dd"; -1: no such text. */
int vm_flag(const unsigned char *, const char *word);
int sharing_is_told(void);
int locks_are_told(void *locked);
/* Is shared memory the kernel's own?  An object's is a file's to UM_ADV_DISCARD. */
int shared_is_memory(void);
/* May anything lie below 4 GiB? */
int low_is_allowed(void);
/* Does the kernel map where it is told to, by MAP_FIXED or at a free hint? */
int places_are_had(void);
#define NO_PLACES "a kernel that maps where it is told to"
/* Is private memory that is believed to be so emptied: replaced, or told? */
int memory_is_emptied(void);
#define NO_EMPTYING "a kernel that replaces memory, or tells what is private"
/* Does it have objects, or a directory for files without a name? */
int objects_are_had(void);
/* May this user make objects that have a name, where there are any?  DragonFly
 * 3.5 puts them into the root directory. */
int names_are_had(void);
#define NO_NAMES "a place where this user may make named objects"
#define NO_OBJECTS "a place for an object without a name"

size_t page(void);
/* The least view of a mirror: caches may look at addresses. */
size_t view(void);

/* Readable and writable pages for a test, or no test is run any more. */
unsigned char *must_map(void *at, size_t pages, int flags, int fd);

/* A temporary file of so many bytes, each its offset & 0xff; unlinked. */
int temporary_file(size_t size);
int file_is_whole(int fd, size_t size);		/* has it them still? */
int is_pattern(const void *addr, size_t len);	/* are they there? */

/* Are all bytes of it so? */
int all_bytes(const void *addr, size_t len, int byte);

#endif
