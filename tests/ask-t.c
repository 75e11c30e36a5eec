/* The questions of `unimap ask` in the kernel that UNIMAP_KERNEL names.  Where
 * a real one of that kind was asked the same, the answers are compared. */
#include "tap.h"
#include "../src/ask.h"

#include <ctype.h>

enum { MOST = 1000, LENGTH = 160 };

static char lines[MOST][LENGTH];	/* id NUL answer */
static int count;

/* ---- asking ------------------------------------------------------------ */

static const char *answer_in(const char *line)
{
	return line + strlen(line) + 1;
}

/* Cuts "id=answer\n" in two; 0 if it is not that. */
static int cut(char *line)
{
	char *end = strchr(line, '\n'), *equals = strchr(line, '=');
	const char *p;

	if (!end || !equals || equals == line || equals + 1 == end)
		return 0;
	*end = *equals = 0;
	for (p = line; *p; p++)
		if (!islower((unsigned char)*p) && !isdigit((unsigned char)*p)
		    && *p != '-')
			return 0;
	return 1;
}

static void ask(void)
{
	FILE *out = tmpfile();
	int bad = 0;

	if (!out) {
		printf("Bail out! no temporary file\n");
		_exit(1);
	}
	is_int(um_ask(out), 0, "all questions are asked and written");
	rewind(out);
	while (count < MOST && fgets(lines[count], LENGTH, out)) {
		if (!cut(lines[count])) {
			diag("not id=answer: %s", lines[count]);
			bad++;
		}
		count++;
	}
	fclose(out);
	is_int(bad, 0, "each line is id=answer");
}

static const char *answer_to(const char *id)
{
	int i;

	for (i = 0; i < count; i++)
		if (strcmp(lines[i], id) == 0)
			return answer_in(lines[i]);
	return "";
}

static void check_all(void)
{
	int i, k, twice = 0, silent = 0;

	ok(count >= 80 && count < MOST, "there are %d answers", count);
	for (i = 0; i < count; i++) {
		const char *answer = answer_in(lines[i]);

		for (k = 0; k < i; k++)
			twice += strcmp(lines[i], lines[k]) == 0;
		if (strcmp(answer, "unknown") == 0
		    || strcmp(answer, "timeout") == 0) {
			diag("%s=%s", lines[i], answer);
			silent++;
		}
	}
	is_int(twice, 0, "no id is there twice");
	is_int(silent, 0, "no answer is unknown or late");
}

/* ---- what real kernels answered ---------------------------------------- */

struct measured {
	const char *id;
	const char *answer;	/* or its first words; choices between bars */
};

/* FreeBSD 15.0-CURRENT of October 2024, amd64.  Left out: signals, the bit 8
 * of prot (CheriBSD's own), addresses that Linux does not have, MCL_CURRENT,
 * whose answer is about all that the process has mapped. */
static const struct measured freebsd_15[] = {
	{ "anon-fd-minus-1", "ok" }, { "anon-fd-0", "EINVAL" },
	{ "anon-offset-page", "EINVAL" }, { "anon-offset-1", "EINVAL" },
	{ "anon-no-type", "ok" }, { "anon-both-types", "EINVAL" },
	{ "anon-shared", "ok" },
	/* the hint is a lower bound, a random number of pages above it */
	{ "hint-2-to-the-40", "elsewhere|at-hint" },
	{ "hint-2-to-the-40-taken", "elsewhere" },
	{ "hint-unaligned", "elsewhere" },
	{ "low2g", "below" }, { "low2g-hint-2-to-the-40", "below" },
	{ "noreplace-over-existing", "ENOMEM" },
	{ "noreplace-without-fixed", "EINVAL" },
	{ "fixed-over-existing", "at-hint" }, { "fixed-unaligned", "EINVAL" },
	{ "fixed-at-0", "EINVAL" }, { "fixed-kernel", "EINVAL" },
	{ "fixed-wraps", "EINVAL" },
	{ "length-0-anon", "EINVAL" }, { "length-2-to-the-60", "ENOMEM" },
	{ "length-size-max", "ENOMEM" },
	{ "aligned-1", "ok|aligned" }, { "aligned-11", "EINVAL" },
	{ "aligned-21", "aligned" }, { "aligned-30", "aligned" },
	{ "aligned-63", "ENOMEM" },
	{ "flag-bit-5", "ok" }, { "flag-bit-9", "ok" },
	{ "flag-bit-10", "ok" }, { "flag-bit-11", "ok" },
	{ "flag-bit-13", "EINVAL" }, { "flag-bit-15", "EINVAL" },
	{ "flag-bit-20", "EINVAL" }, { "flag-bit-23", "EINVAL" },
	{ "flag-bit-10-read-only", "EINVAL" },
	{ "flag-bit-10-file", "EINVAL" },
	{ "flag-conceal", "ok" }, { "flag-populate", "ok" },
	{ "guard", "ok" }, { "guard-read-write", "EINVAL" },
	{ "guard-fd-0", "EINVAL" }, { "guard-anon", "EINVAL" },
	{ "mprotect-guard", "ok" },
	{ "prot-none", "ok" }, { "prot-write", "ok" },
	{ "prot-read-write-exec", "ok" }, { "prot-bit-7", "EINVAL" },
	{ "prot-most-then-write", "ok,EACCES" },
	{ "prot-above-most", "ENOTSUP" },
	{ "fd-minus-1", "EBADF" }, { "fd-999", "EBADF" },
	{ "fd-pipe", "ENODEV" }, { "fd-directory", "EINVAL" },
	{ "dev-zero-shared", "ok" }, { "dev-zero-private", "ok" },
	{ "dev-null-shared", "EINVAL" }, { "dev-null-private", "EACCES" },
	{ "memfd", "ok" }, { "memfd-two-maps", "shared" },
	{ "memfd-unknown-flag", "EINVAL" }, { "memfd-hugetlb", "ENOTSUP" },
	{ "memfd-seal", "ok" }, { "memfd-seal-not-allowed", "EPERM" },
	{ "memfd-sealed-shared-read", "ok" },
	{ "memfd-sealed-shared-read-write", "EACCES" },
	{ "memfd-sealed-private-read-write", "ok" }, { "shm-anon", "ok" },
	{ "shm", "ok" }, { "shm-unlink-twice", "ENOENT" },
	{ "file-read-only-shared-read", "ok" },
	{ "file-read-only-shared-read-write", "EACCES" },
	{ "file-read-only-private-read", "ok" },
	{ "file-read-only-private-read-write", "ok" },
	{ "file-write-only-shared-write", "ok" },
	{ "file-write-only-private-read", "EACCES" },
	{ "mprotect-read-only-shared", "EACCES" },
	{ "mprotect-read-only-private", "ok" },
	{ "file-no-type", "EINVAL" }, { "file-both-types", "EINVAL" },
	{ "file-length-0", "EINVAL" }, { "file-offset-100", "unaligned" },
	{ "file-offset-100-fixed", "at-hint" },
	{ "file-offset-minus-page", "EINVAL" },
	{ "madvise-dontneed-private", "ok,kept" },
	{ "madvise-free-private", "ok,kept" },
	{ "madvise-willneed-private", "ok,kept" },
	{ "madvise-dontneed-unaligned", "ok" },
	{ "madvise-dontneed-length-0", "ok" },
	{ "madvise-dontneed-hole", "ok" }, { "madvise-willneed-hole", "ok" },
	{ "madvise-99", "EINVAL" },
	{ "minherit-zero-private", "ok" },
	{ "msync-anon", "ok" }, { "msync-unaligned", "ok" },
	{ "msync-async-sync", "ok" }, { "msync-async-invalidate", "EINVAL" },
	{ "msync-bit-7", "EINVAL" }, { "msync-length-0", "ok" },
	{ "msync-hole", "ENOMEM" },
	{ "munmap", "ok" }, { "munmap-unaligned", "ok" },
	{ "munmap-length-0", "EINVAL" }, { "munmap-hole", "ok" },
	{ "munmap-kernel", "EINVAL" },
	{ "mprotect", "ok" }, { "mprotect-unaligned", "ok" },
	{ "mprotect-length-0", "ok" }, { "mprotect-bit-7", "EINVAL" },
	{ "mprotect-hole", "ok" },
	{ "mincore", "ok" }, { "mincore-hole", "ENOMEM" },
	{ "mlock", "ok" }, { "mlock-unaligned", "ok" },
	{ "mlock-hole", "ENOMEM" }, { "munlock", "ok" },
	{ "mlockall-0", "EINVAL" }, { "munlockall", "ok" },
	{ "posix-madvise-dontneed-private", "ok,kept" },
	{ 0, 0 }
};

/* NetBSD 7.0, amd64.  Left out: signals, sharing of private memory with a
 * child, which Linux has not, what depends on the size of the address space. */
static const struct measured netbsd_7[] = {
	{ "anon-fd-minus-1", "ok" }, { "anon-fd-0", "EINVAL" },
	{ "anon-fd-999", "EINVAL" }, { "anon-fd-minus-2", "EINVAL" },
	{ "anon-offset-page", "ok" }, { "anon-offset-1", "unaligned" },
	{ "anon-offset-minus-page", "ok" }, { "anon-shared", "ok" },
	{ "anon-shared-child", "shared" }, { "anon-private-child", "private" },
	{ "anon-no-type", "ok" }, { "anon-both-types", "EINVAL" },
	{ "length-0-anon", "ok" }, { "length-0-fixed", "at-hint" },
	{ "length-1", "ok" }, { "length-size-max", "ok" },
	{ "flag-bit-8", "ok" }, { "flag-bit-11", "ok" },
	{ "flag-bit-13", "ok" }, { "flag-bit-14", "ok" },
	{ "flag-bit-15", "ok" }, { "flag-bit-20", "ok" },
	{ "prot-bit-4", "ok" }, { "prot-bit-12", "ok" },
	{ "prot-write-exec", "ok" }, { "prot-read-write-exec", "ok" },
	{ "hint-over-existing", "elsewhere" }, { "hint-in-hole", "at-hint" },
	{ "hint-4096", "zero-address" },
	{ "noreplace-over-existing", "elsewhere,kept" },
	{ "noreplace-in-hole", "at-hint" },
	{ "noreplace-unaligned", "elsewhere" },
	{ "fixed-over-existing", "at-hint,zero,kept" },
	{ "fixed-unaligned", "EINVAL" }, { "fixed-at-0", "EACCES" },
	{ "fixed-kernel", "EFBIG" }, { "fixed-wraps", "EOVERFLOW" },
	{ "aligned-1", "EINVAL" }, { "aligned-11", "EINVAL" },
	{ "aligned-12", "aligned" }, { "aligned-13", "aligned" },
	{ "aligned-16", "aligned" }, { "aligned-21", "aligned" },
	{ "aligned-24", "aligned" }, { "aligned-30", "aligned" },
	{ "aligned-32", "aligned" }, { "aligned-40", "aligned" },
	{ "aligned-48", "ENOMEM" }, { "aligned-63", "ENOMEM" },
	{ "aligned-64", "EINVAL" }, { "aligned-200", "EINVAL" },
	{ "aligned-21-fixed", "at-hint" },
	{ "aligned-21-fixed-unaligned", "EINVAL" },
	{ "aligned-21-hint", "aligned" },
	{ "aligned-21-noreplace", "elsewhere" },
	{ "dev-zero-private", "ok" }, { "dev-zero-private-child", "private" },
	{ "dev-zero-shared", "ok" }, { "dev-zero-shared-child", "shared" },
	{ "dev-zero-shared-two-maps", "private" },
	{ "shm", "ok" }, { "shm-size-0", "ok" }, { "shm-two-maps", "shared" },
	{ "shm-unlink-twice", "ENOENT" },
	{ "file-read-write-shared-read-write", "ok" },
	{ "file-read-only-shared-read", "ok" },
	{ "file-read-only-shared-read-write", "EACCES" },
	{ "file-read-only-private-read", "ok" },
	{ "file-read-only-private-read-write", "ok" },
	{ "file-write-only-shared-write", "ok" },
	{ "file-write-only-private-read", "EACCES" },
	{ "file-write-only-private-none", "ok" },
	{ "file-no-type", "ok" }, { "file-both-types", "EINVAL" },
	{ "file-offset-100", "unaligned" }, { "file-offset-past-end", "ok" },
	{ "file-offset-minus-page", "EINVAL" }, { "file-length-0", "ok" },
	{ "fd-999", "EBADF" }, { "fd-minus-1", "EBADF" },
	{ "fd-pipe", "ENODEV" }, { "fd-directory", "ENODEV" },
	{ "dev-null-shared", "EINVAL" },
	{ "mprotect-read-only-shared", "EACCES" },
	{ "mprotect-read-only-private", "ok" },
	{ "mprotect-read-only-private-exec", "ok" },
	{ "mprotect-read-write-exec", "ok" }, { "mprotect-unaligned", "ok" },
	{ "mprotect-length-0", "ok" }, { "mprotect-length-1", "ok" },
	{ "mprotect-bit-8", "ok" }, { "mprotect-hole", "ok" },
	{ "mremap-grow", "moved,kept" }, { "mremap-shrink", "in-place,kept" },
	{ "mremap-old-0-private", "EINVAL" }, { "mremap-new-0", "EINVAL" },
	{ "mremap-unaligned", "EINVAL" },
	{ "mremap-fixed-over-existing", "ENOMEM" },
	{ "mremap-unknown-flag", "EINVAL" }, { "mremap-flag-4", "EINVAL" },
	{ "mremap-flag-8", "EINVAL" }, { "mremap-aligned-21", "aligned" },
	{ "madvise-dontneed-private", "ok,kept" },
	{ "madvise-free-private", "ok,zero" },
	{ "madvise-willneed-private", "ok,kept" },
	{ "madvise-normal-private", "ok,kept" },
	{ "madvise-random-private", "ok,kept" },
	{ "madvise-sequential-private", "ok,kept" },
	{ "madvise-5", "EINVAL,kept" }, { "madvise-7", "EINVAL,kept" },
	{ "madvise-8", "EINVAL,kept" },
	{ "madvise-99", "EINVAL" }, { "madvise-minus-1", "EINVAL" },
	{ "madvise-dontneed-shared", "ok,kept" },
	{ "madvise-dontneed-file", "ok,kept" },
	{ "madvise-dontneed-file-copy", "ok,kept" },
	{ "madvise-free-shared", "ok,zero" },
	{ "madvise-free-file", "ok,kept" },
	{ "madvise-free-file-copy", "ok,of-file" },
	{ "madvise-dontneed-unaligned", "ok" },
	{ "madvise-dontneed-length-0", "ok" },
	{ "madvise-dontneed-hole", "EFAULT" },
	{ "madvise-free-hole", "EFAULT" }, { "madvise-willneed-hole", "ok" },
	{ "msync-sync", "ok" }, { "msync-unaligned", "ok" },
	{ "msync-flags-0", "EINVAL" }, { "msync-async-sync", "EINVAL" },
	{ "msync-bit-8", "EINVAL" }, { "msync-length-0", "ok" },
	{ "msync-invalidate", "ok" }, { "msync-anon", "ok" },
	{ "msync-hole", "EFAULT" },
	{ "munmap-unaligned", "ok" }, { "munmap-length-0", "ok" },
	{ "munmap-length-1", "ok" }, { "munmap-hole", "ok" },
	{ "munmap-kernel", "EINVAL" }, { "munmap-wraps", "EINVAL" },
	{ "mlock-unaligned", "ok" }, { "mlock-length-0", "ok" },
	{ "mlock-hole", "ENOMEM" }, { "munlock", "ok" },
	{ "mlockall-0", "EINVAL" },
	{ "posix-madvise-dontneed-hole", "EFAULT" },
	{ "mincore-touched", "0100" }, { "mincore-unaligned", "EINVAL" },
	{ "minherit-none-private", "ok" },
	{ "minherit-zero-private", "ok,zero,private" },
	{ "minherit-copy-private", "ok,kept,private" },
	{ "minherit-3", "EINVAL" }, { "minherit-17", "EINVAL" },
	{ 0, 0 }
};

/* Is answer one of the choices, or does it begin so and go on with a comma? */
static int matches(const char *answer, const char *choices)
{
	for (; *choices; choices += *choices == '|') {
		const size_t len = strcspn(choices, "|");

		if (strncmp(answer, choices, len) == 0
		    && (answer[len] == 0 || answer[len] == ','))
			return 1;
		choices += len;
	}
	return 0;
}

static void compare(const struct measured *m)
{
	for (; m->id; m++) {
		const char *answer = answer_to(m->id);

		if (strcmp(answer, "not-asked") == 0)
			skip(1, "%s: not asked", m->id);
		else if (strcmp(m->answer, "zero-address") == 0
		    && geteuid() != 0)
			skip(1, "%s: only root maps page 0 of Linux", m->id);
		else if (!ok(matches(answer, m->answer),
		    "%s is %s, as on the real kernel", m->id, m->answer))
			diag("got %s", answer);
	}
}

int main(void)
{
	plan(0);
	ask();
	check_all();
	if (kernel_is("freebsd-15"))
		compare(freebsd_15);
	if (kernel_is("netbsd-7"))
		compare(netbsd_7);
	return done();
}
