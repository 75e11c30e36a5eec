/* um_memfd: memory behind a descriptor. */
#include "logic.h"

/* ---- how much memory is free ------------------------------------------- */

enum { MEMORY_FREE, MEMORY_BUFFERS, MEMORY_CACHED, MEMORY_SWAP,
	MEMORY_AVAILABLE, MEMORY_LINES };

/* "MemFree:  123 kB" begins with one of these: its index, else MEMORY_LINES.
 * The text is then at the number. */
static int memory_label(struct um_text *t)
{
	static const char *const labels[MEMORY_LINES] = {
		"MemFree", "Buffers", "Cached", "SwapFree", "MemAvailable"
	};
	char label[16];
	size_t len = 0;
	int i;

	for (; t->c > ' ' && t->c != ':'; um_text_next(t))
		if (len < sizeof label - 1)
			label[len++] = (char)t->c;
	label[len] = '\0';
	um_text_skip_word(t);
	for (i = 0; i < MEMORY_LINES && strcmp(label, labels[i]) != 0; i++)
		;
	return i;
}

/* proc_meminfo(5).  Before Linux 3.14 there is no MemAvailable. */
static int64_t memory_by_text(const char *path)
{
	int64_t kib[MEMORY_LINES + 1] = { -1, 0, 0, 0, -1, 0 };
	struct um_text t;
	int line;

	if (um_text_open(&t, path) < 0)
		return -1;
	for (; t.c >= 0; um_text_skip_line(&t)) {
		line = memory_label(&t);
		kib[line] = (int64_t)um_text_number(&t, 10);
	}
	um_close(t.fd);
	if (kib[MEMORY_AVAILABLE] < 0 && kib[MEMORY_FREE] >= 0)
		kib[MEMORY_AVAILABLE] = kib[MEMORY_FREE] + kib[MEMORY_BUFFERS]
		    + kib[MEMORY_CACHED];
	return kib[MEMORY_AVAILABLE] < 0 ? -1
	    : (kib[MEMORY_AVAILABLE] + kib[MEMORY_SWAP]) * 1024;
}

/* Bytes; -1 when nobody knows. */
static int64_t memory_free(void)
{
	const char *const text = um_kernel.numbers.memory_text;
	const int64_t told = text ? memory_by_text(text) : -1;

	return told >= 0 ? told : um_kernel.sys.memory_free();
}

/* ---- pages that are really there --------------------------------------- */

enum { ZEROS = 1 << 18 };	/* bytes written at once */

static int write_all(int fd, const void *zeros, off_t size)
{
	off_t at = 0;
	ssize_t n;

	while (at < size) {
		n = um_kernel.sys.pwrite(fd, zeros, size - at < ZEROS
		    ? (size_t)(size - at) : ZEROS, at);
		if (n > 0)
			at += n;
		else if (n == 0 || errno != EINTR)
			return n ? -1 : um_say(ENOSPC,
			    "the object takes no more bytes");
	}
	return 0;
}

static int write_zeros(const struct um_object *o)
{
	void *const zeros = um_mmap(0, ZEROS, PROT_READ,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);
	int failed;

	if (zeros == MAP_FAILED)
		return -1;
	failed = write_all(o->fd, zeros, o->size);
	um_undo((uintptr_t)zeros, ZEROS);
	return failed;
}

/* A file system that has no such call may still be written to. */
static int fill_now(const struct um_object *o)
{
	if (um_kernel.sys.allocate) {
		if (um_allocate(o) < 0) {
			if (um_is_full(errno))
				return -1;
		} else if (!(um_kernel.family->habits & UM_ALLOCATE_GROWS))
			return 0;
	}
	return o->size ? write_zeros(o) : 0;
}

/* ---- as it was asked for ----------------------------------------------- */

/* One that cannot be tried, such as an empty one of macOS, is not believed. */
static int check_exec(struct um_object *o)
{
	void *const at = um_kernel.sys.mmap(0, um_page(),
	    um_prot_to_kernel(PROT_READ | PROT_EXEC),
	    um_kernel.numbers.map_shared, o->fd, 0);

	if (at == MAP_FAILED) {
		if (errno == EACCES || errno == EPERM)
			o->wrong = EACCES;
		return -1;
	}
	um_undo((uintptr_t)at, um_page());
	return 0;
}

static int as_asked(struct um_object *o, int limited)
{
	(void)limited;
	return o->exec ? check_exec(o) : 0;
}

static int as_asked_now(struct um_object *o, int limited)
{
	return as_asked(o, limited) < 0 ? -1 : fill_now(o);
}

/* ---- the call ---------------------------------------------------------- */

enum { NAME_BYTES = 248 };	/* gVisor's; Linux and FreeBSD have one more */

/* A name that DISCARD would take for memory without one. */
static int check_name(const char *name)
{
	return name && strstr(name, UM_OBJECT_NAME)
	    ? um_invalid("names with " UM_OBJECT_NAME " are unimap's own")
	    : 0;
}

static int check_object(int64_t size, unsigned flags)
{
	const int64_t unit = (int64_t)um_page();

	if (flags & ~(unsigned)(UM_MEMFD_ALLOCATE | UM_MEMFD_EXEC))
		return um_invalid("unknown flag");
	if (size < 0)
		return um_invalid("the size is negative");
	if (size > INT64_MAX - (unit - 1)
	    || (off_t)(size + unit - 1) != size + unit - 1)
		return um_lacking("larger than any object");
	return 0;
}

static int lacks_memory(int64_t size)
{
	const int64_t free_now = memory_free();

	um_said_of(0);
	return free_now >= 0 && size > free_now ? um_lacking(
	    "more than the machine has free now") : 0;
}

static const struct um_errno_row memfd_errnos[] = {
	{ UM_IN_OBJECT, 0, ENOSPC, ENOSPC,
	    "the file system is full" },
	{ UM_IN_OBJECT, 0, EMFILE, EMFILE, UM_WHY_NO_DESCRIPTORS },
	{ UM_IN_OBJECT, 0, ENFILE, ENFILE, UM_WHY_NO_DESCRIPTORS },
	{ UM_IN_OBJECT, 0, EACCES, EACCES,
	    "no object that could be had can be executed" },
	{ 0, 0, 0, 0, 0 }
};

int um_memfd(const char *name, int64_t size, unsigned flags)
{
	const int saved = errno;
	char cut[NAME_BYTES + 1] = "unimap";
	struct um_object o;

	if (check_name(name) < 0 || check_object(size, flags) < 0)
		return -1;
	if (name && *name)
		strncpy(cut, name, NAME_BYTES);
	o.name = cut;
	o.size = (off_t)((size + (int64_t)um_page() - 1)
	    & ~((int64_t)um_page() - 1));
	o.exec = (flags & UM_MEMFD_EXEC) != 0;
	o.fill = flags & UM_MEMFD_ALLOCATE ? as_asked_now : as_asked;
	if (o.fill == as_asked_now && lacks_memory(o.size) < 0)
		return -1;
	if (um_object(&o) < 0)
		return um_fail_by(memfd_errnos, UM_IN_OBJECT, 0);
	/* Linux < 2.6.23 has no flag for it. */
	if (um_kernel.sys.close_on_exec(o.fd) < 0) {
		um_close(o.fd);
		return um_fail(ENOTSUP,
		    "the descriptor cannot be made close-on-exec");
	}
	errno = saved;
	return o.fd;
}
