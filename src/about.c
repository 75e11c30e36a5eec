/* What the program runs on.  The only file of the command that tests a macro
 * of a system. */
#include "command.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <termios.h>		/* struct winsize, in some */
#ifdef __GLIBC__
# include <gnu/libc-version.h>
#endif

/* ---- the C library ----------------------------------------------------- */

static const char *libc_name(void)
{
#if defined __UCLIBC__			/* defines __GLIBC__ too */
	return "uClibc";
#elif defined __GLIBC__
	return "glibc";
#elif defined __BIONIC__
	return "bionic";
#elif defined __CYGWIN__
	return "cygwin";
#elif defined __APPLE__
	return "libSystem";
#elif defined __FreeBSD__
	return "FreeBSD libc";
#elif defined __NetBSD__
	return "NetBSD libc";
#elif defined __OpenBSD__
	return "OpenBSD libc";
#elif defined __DragonFly__
	return "DragonFly libc";
#elif defined __sun
	return "illumos or Solaris libc";
#elif defined __DEFINED_size_t		/* of musl's <bits/alltypes.h> */
	return "musl";
#else
	return "";
#endif
}

static const char *libc_version(void)
{
#if defined __GLIBC__ && !defined __UCLIBC__
	return gnu_get_libc_version();
#else
	return "";
#endif
}

/* ---- all together ------------------------------------------------------ */

static void format_version(char *text, size_t size)
{
	const int version = um_version();

	snprintf(text, size, "%d.%d.%d", version / 10000, version / 100 % 100,
	    version % 100);
}

const struct about *about(void)
{
	static struct about a;
	static struct utsname name;	/* "" if uname fails */

	(void)uname(&name);
	format_version(a.unimap, sizeof a.unimap);
	a.kernel = name.sysname;
	a.release = name.release;
	a.build = name.version;
	a.architecture = name.machine;
	a.libc = libc_name();
	a.libc_version = libc_version();
	return &a;
}

int page_sizes(size_t *sizes)
{
	const int n = um_page_sizes(sizes, MOST_PAGE_SIZES);

	return n < MOST_PAGE_SIZES ? n : MOST_PAGE_SIZES;
}

const char *level_name(int level)
{
	switch (level) {
	case UM_NATIVE:
		return "native";
	case UM_EMULATED:
		return "emulated";
	case UM_ABSENT:
		return "absent";
	default:
		return "unknown";
	}
}

/* ---- the terminal ------------------------------------------------------ */

static size_t width_asked(void)
{
	const char *columns = getenv("COLUMNS");
	const long n = columns ? strtol(columns, 0, 10) : 0;

	return n > 0 && n < 10000 ? (size_t)n : 0;
}

size_t terminal_width(void)
{
	const size_t asked = width_asked();
#ifdef TIOCGWINSZ
	struct winsize size;
#endif

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (asked)
		return asked;
#ifdef TIOCGWINSZ
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
#endif
	return 80;
}

/* ---- limits ------------------------------------------------------------ */

void limit_locked_memory(size_t bytes)
{
#ifdef RLIMIT_MEMLOCK
	struct rlimit limit;

	limit.rlim_cur = limit.rlim_max = (rlim_t)bytes;
	(void)setrlimit(RLIMIT_MEMLOCK, &limit);
#else
	(void)bytes;
#endif
}

void no_core_dumps(void)
{
	struct rlimit limit;

	limit.rlim_cur = limit.rlim_max = 0;
	(void)setrlimit(RLIMIT_CORE, &limit);
}
