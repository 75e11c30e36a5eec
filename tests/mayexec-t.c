/* UM_MAP_MAYEXEC: um_mprotect may add PROT_EXEC later. */
#include "counting.h"

#define RW (PROT_READ | PROT_WRITE)
#define RX (PROT_READ | PROT_EXEC)
#define PRIVATE_ANON (UM_MAP_PRIVATE | UM_MAP_ANON)

/* ---- a function that returns a number ---------------------------------- */

#if defined __x86_64__ || defined __i386__
/* mov eax, n; ret */
static const unsigned char code[] = { 0xb8, 42, 0, 0, 0, 0xc3 };
# define NUMBER_AT 1
#elif defined __aarch64__
/* Little-endian whatever the data is: mov w0, #n; ret */
static const unsigned char code[] = {
	0x40, 0x05, 0x80, 0x52, 0xc0, 0x03, 0x5f, 0xd6
};
#elif defined __riscv
/* li a0, n; ret */
static const unsigned char code[] = {
	0x13, 0x05, 0xa0, 0x02, 0x67, 0x80, 0x00, 0x00
};
#elif defined __s390x__
/* lghi %r2, n; br %r14 */
static const unsigned char code[] = { 0xa7, 0x29, 0x00, 42, 0x07, 0xfe };
# define NUMBER_AT 3
#elif defined __ARMEL__
/* mov r0, #n; bx lr */
static const uint32_t code[] = { 0xe3a0002a, 0xe12fff1e };
#elif defined __powerpc__ && (!defined __powerpc64__ || _CALL_ELF == 2)
/* li r3, n; blr */
static const uint32_t code[] = { 0x3860002a, 0x4e800020 };
#elif defined __loongarch__
/* li.w a0, n; ret */
static const uint32_t code[] = { 0x0280a804, 0x4c000020 };
#else
static const unsigned char code[] = { 0 };
# define NO_CODE 1
#endif

#ifndef NO_CODE
/* The exit status of a child that calls what was stored at p. */
static int call(void *p)
{
	const uintptr_t at = (uintptr_t)p;
	int (*function)(void);

	memcpy(&function, &at, sizeof function);
	return function();
}
#endif

/* NO_CLEAR_CACHE: for a compiler that lacks it, where nothing is run. */
static void store_code(char *p)
{
	memcpy(p, code, sizeof code);
#if defined __GNUC__ && !defined __PCC__ && !defined NO_CLEAR_CACHE
	__builtin___clear_cache(p, p + sizeof code);
#endif
}

static void can_be_called(void *p, const char *what)
{
#ifdef NO_CODE
	(void)p;
	skip(1, "code for this machine: %s", what);
#else
	is_int(in_child(call, p), 42, "%s", what);
#endif
}

/* ---- private memory ---------------------------------------------------- */

static void executes(char *p, const char *what)
{
	if (!ok(p != MAP_FAILED, "%s with UM_MAP_MAYEXEC can be had", what)) {
		diag("errno %d, %s", errno, um_why());
		return;
	}
	store_code(p);
	errno = 12345;
	is_int(um_mprotect(p, page(), RX), 0, "PROT_EXEC is added");
	is_int(errno, 12345, "and errno left alone");
	can_be_called(p, "and its code can be called");
	ok(store_faults(p), "and it is no longer written to");
	is_int(um_mprotect(p, page(), RW), 0, "it is made writable again");
	ok(!store_faults(p) && memcmp(p, code, sizeof code) == 0,
	    "and written to, its code still there");
	is_int(um_mprotect(p, page(), RX), 0, "PROT_EXEC is added once more");
	can_be_called(p, "and its code can be called");
	um_munmap(p, page());
}

static void rewritten(void)
{
#ifdef NUMBER_AT
	char *p = um_mmap(0, page(), RW, PRIVATE_ANON | UM_MAP_MAYEXEC, -1, 0);

	store_code(p);
	um_mprotect(p, page(), RX);
	um_mprotect(p, page(), RW);
	p[NUMBER_AT] = 43;
	um_mprotect(p, page(), RX);
	is_int(in_child(call, p), 43, "code can be rewritten and called");
	um_munmap(p, page());
#else
	skip(1, "code to be rewritten for this machine");
#endif
}

static void privately(void)
{
	const int flags = PRIVATE_ANON | UM_MAP_MAYEXEC;
	const size_t unit = um_granularity();
	char *p = um_mmap(0, page(), RW, flags, -1, 0);

	ok(p != MAP_FAILED && all_bytes(p, page(), 0), "memory that may be "
	    "executed later is zero");
	executes(p, "private memory");
	p = um_mmap(0, page(), RW, flags | UM_MAP_ALIGNED(20), -1, 0);
	ok(((uintptr_t)p & (((uintptr_t)1 << 20) - 1)) == 0,
	    "it can be aligned");
	executes(p, "aligned memory");
	if (places_are_had()) {
		p = um_mmap(0, unit, PROT_NONE, PRIVATE_ANON, -1, 0);
		executes(um_mmap(p, unit, RW, flags | UM_MAP_FIXED, -1, 0),
		    "fixed memory");
		um_munmap(p, unit);
		executes(um_mmap(p, unit, RW, flags | UM_MAP_FIXED_NOREPLACE,
		    -1, 0), "memory that replaces nothing");
		um_munmap(p, unit);
	} else
		skip(2, NO_PLACES);
	p = um_mmap(0, page(), PROT_NONE, flags, -1, 0);
	is_int(um_mprotect(p, page(), RW), 0,
	    "memory mapped PROT_NONE becomes writable");
	executes(p, "memory once PROT_NONE");
}

/* ---- what may be refused, but not pretended ---------------------------- */

static void or_refused(int flags, int fd, const char *what)
{
	char *p = um_mmap(0, page(), PROT_READ, flags | UM_MAP_MAYEXEC, fd, 0);

	if (p == MAP_FAILED) {
		ok(errno == EACCES || errno == ENOTSUP || errno == EPERM,
		    "%s that may be executed is refused", what);
		return;
	}
	is_int(um_mprotect(p, page(), RX), 0, "%s that may be executed can be",
	    what);
	um_munmap(p, page());
}

/* ---- what the kernel is told ------------------------------------------- */

static int last_prot, last_flags;

static void *spy(void *addr, size_t len, int prot, int flags, int fd,
    off_t offset)
{
	last_prot = prot;
	last_flags = flags;
	return real_sys.mmap(addr, len, prot, flags, fd, offset);
}

/* Is the last mapping one that PROT_EXEC may be added to? */
static int told(void)
{
	const struct um_numbers *n = &um_kernel.numbers;

	return n->prot_max_shift
	    ? (last_prot >> n->prot_max_shift & n->prot_exec) != 0
	    : (last_flags & n->map_jit) != 0;
}

static void kernel_is_told(void)
{
	const struct um_numbers *n = &um_kernel.numbers;
	int with, without;
	char *p;

	if (!n->prot_max_shift && !n->map_jit) {
		skip(2, "a kernel that must know when it maps");
		return;
	}
	um_kernel.sys.mmap = spy;
	p = um_mmap(0, page(), RW, PRIVATE_ANON | UM_MAP_MAYEXEC, -1, 0);
	with = told();
	um_munmap(p, page());
	p = um_mmap(0, page(), RW, PRIVATE_ANON, -1, 0);
	without = told();
	um_munmap(p, page());
	um_kernel.sys.mmap = real_sys.mmap;
	ok(with, "the kernel is told with UM_MAP_MAYEXEC that memory may be "
	    "executed later");
	ok(!without, "and not told so without");
}

static void refusals(void)
{
	fails(um_mmap(0, page(), RW, UM_MAP_ANON | UM_MAP_MAYEXEC, -1, 0)
	    == MAP_FAILED, EINVAL, "UM_MAP_MAYEXEC makes nothing else right");
}

int main(void)
{
	int fd;

	plan(0);
	fd = temporary_file(page());
	privately();
	rewritten();
	or_refused(UM_MAP_SHARED | UM_MAP_ANON, -1, "shared memory");
	or_refused(UM_MAP_PRIVATE, fd, "a private file");
	or_refused(UM_MAP_SHARED, fd, "a shared file");
	kernel_is_told();
	refusals();
	return done();
}
