/* Descriptors, files and named objects: see sim.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim-parts.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/sysinfo.h>

/* ---- descriptors ------------------------------------------------------- */

/* "/proc/self/fd/n" */
static void
fd_path(int fd, char path[32])
{
	static const char front[] = "/proc/self/fd/";
	char digits[12];
	size_t n = 0, at = sizeof front - 1;
	unsigned rest = (unsigned)fd;

	memcpy(path, front, sizeof front);
	do
		digits[n++] = (char)('0' + rest % 10);
	while ((rest /= 10) != 0);
	while (n > 0)
		path[at++] = digits[--n];
	path[at] = 0;
}

enum um_sim_fd
um_sim_fd(int fd)
{
	struct stat st;
	char path[32], name[128];
	ssize_t n;
	int saved = errno;
	enum um_sim_fd result = UM_SIM_FD_OTHER;

	if (fd < 0 || fstat(fd, &st) != 0)
		result = UM_SIM_FD_BAD;
	else if (S_ISCHR(st.st_mode))
		result = major(st.st_rdev) == 1 && minor(st.st_rdev) == 5
		    ? UM_SIM_FD_ZERO : UM_SIM_FD_DEVICE;
	else if (S_ISDIR(st.st_mode))
		result = UM_SIM_FD_DIRECTORY;
	else if (S_ISREG(st.st_mode)) {
		result = UM_SIM_FD_REGULAR;
		fd_path(fd, path);
		n = readlink(path, name, sizeof name - 1);
		if (n > 0) {
			name[n] = 0;
			if (strstr(name, SHM_MARK) != 0)
				result = UM_SIM_FD_SHM;
		}
	}
	errno = saved;
	return result;
}

static int
fd_mode(int fd)
{
	int saved = errno, mode = fcntl(fd, F_GETFL);

	errno = saved;
	return mode < 0 ? O_RDONLY : mode & O_ACCMODE;
}

int
um_sim_fd_reads(int fd)
{
	return fd_mode(fd) != O_WRONLY;
}

int
um_sim_fd_writes(int fd)
{
	return fd_mode(fd) != O_RDONLY;
}

int
um_sim_fd_again(int fd, int mode)
{
	char path[32];
	int saved = errno, other;

	fd_path(fd, path);
	other = open(path, mode | O_CLOEXEC);
	errno = saved;
	return other < 0 ? fd : other;
}

int
um_sim_fd_readable(int fd)
{
	/* Where its mode forbids that, mmap says EACCES: not simulated. */
	return um_sim_fd_reads(fd) ? fd : um_sim_fd_again(fd, O_RDWR);
}

int
um_sim_fd_read_only(int fd)
{
	return um_sim_fd_again(fd, O_RDONLY);
}

int
um_sim_fd_sealed(int fd)
{
	int saved = errno, seals = fcntl(fd, 1034 /* F_GET_SEALS */);

	errno = saved;
	return seals >= 0 && (seals & 8 /* F_SEAL_WRITE */) != 0;
}

void
um_sim_fd_done(int readable, int fd)
{
	int saved = errno;

	if (readable != fd)
		(void)close(readable);
	errno = saved;
}

/* ---- objects and files ------------------------------------------------- */

static int
shm_path(const char *tag, const char *name, char path[512])
{
	static const char front[] = "/dev/shm/" SHM_MARK "-";
	size_t at = sizeof front - 1, longest = 255 - sizeof SHM_MARK - 16;
	unsigned long sum = 5381;

	memcpy(path, front, sizeof front);
	while (*tag != 0)
		path[at++] = *tag++;
	path[at++] = '-';
	/* These names may be longer than a file's with what is before them. */
	for (; *name != 0; name++) {
		sum = sum * 33 + (unsigned char)*name;
		if (at < longest)
			path[at++] = (char)(*name == '/' ? '!' : *name);
	}
	if (at == longest)
		for (; sum != 0; sum >>= 4)
			path[at++] = (char)('a' + (sum & 15));
	path[at] = 0;
	return 0;
}

int
um_sim_close_on_exec(int fd)
{
	return fcntl(fd, F_SETFD, FD_CLOEXEC);
}

int
um_sim_descriptor_flags(int fd)
{
	return fcntl(fd, F_GETFL);
}

int
um_sim_punch_hole(int fd, off_t at, off_t len)
{
	return fallocate(fd, 3 /* KEEP_SIZE, PUNCH_HOLE */, at, len);
}

int
um_sim_seal_seals(int fd)
{
	return fcntl(fd, 1033 /* F_ADD_SEALS */, 1 /* F_SEAL_SEAL */);
}

int
um_sim_is_sealed(int fd)
{
	enum { GET_SEALS = 1034, WRITE = 8, FUTURE_WRITE = 16 };
	const int seals = fcntl(fd, GET_SEALS);

	return seals > 0 && (seals & (WRITE | FUTURE_WRITE));
}

int64_t
um_sim_file_limit(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_FSIZE, &limit) != 0
	    || limit.rlim_cur == RLIM_INFINITY ? INT64_MAX
	    : (int64_t)limit.rlim_cur;
}

void
um_sim_memory_free(int64_t *total, int64_t *available)
{
	struct sysinfo s;

	if (sysinfo(&s) < 0)
		return;
	*total = (int64_t)((uint64_t)s.totalram * s.mem_unit);
	*available = (int64_t)((uint64_t)s.freeram * s.mem_unit);
}

int
um_sim_allocate(int fd, off_t at, off_t size)
{
	int err = posix_fallocate(fd, at, size);

	return err != 0 ? um_sim_fail(err) : 0;
}

size_t
um_sim_view_align(void)
{
	return 1;
}

int
um_sim_shm_open(const char *tag, const char *name, int oflag, mode_t mode)
{
	char path[512];

	if (shm_path(tag, name, path) != 0)
		return -1;
	return open(path, oflag | O_CLOEXEC | O_NOFOLLOW, mode);
}

int
um_sim_shm_unlink(const char *tag, const char *name)
{
	char path[512];

	return shm_path(tag, name, path) != 0 ? -1 : unlink(path);
}

int
um_sim_shm_object(const char *name, unsigned memfd_flags)
{
	char marked[128] = SHM_MARK "-";
	size_t at = strlen(marked);

	while (*name != 0 && at < sizeof marked - 1)
		marked[at++] = *name++;
	marked[at] = 0;
	return um_sim_raw_memfd(marked, memfd_flags);
}

int
um_sim_open(const char *path, int flags, mode_t mode)
{
	return open(path, flags, mode);
}

int
um_sim_open_bare(const char *path, int flags, mode_t mode)
{
	if (begins(path, "/proc/") || begins(path, "/dev/shm"))
		return um_sim_fail(ENOENT);
	return open(path, flags, mode);
}

int
um_sim_open_shm_dir(const char *dir, const char *path, int flags, mode_t mode)
{
	return strcmp(path, dir) == 0 ? open("/dev/shm", flags, mode)
	    : um_sim_open_bare(path, flags, mode);
}

int
um_sim_ioctl(int fd, unsigned long request, void *arg)
{
	/* musl takes an int. */
	return (int)syscall(__NR_ioctl, (long)fd, request, arg);
}

int
um_sim_no_ioctl(int fd, unsigned long request, void *arg)
{
	(void)fd;
	(void)request;
	(void)arg;
	return um_sim_fail(ENOTTY);
}

/* shm_open(3) of glibc and musl: leading slashes are dropped, another slash
 * or nothing is EINVAL. */
static int
libc_shm_path(const char *name, char path[512])
{
	static const char front[] = "/dev/shm/";

	while (*name == '/')
		name++;
	if (*name == 0 || strchr(name, '/') != 0)
		return um_sim_fail(EINVAL);
	if (strlen(name) > 255)
		return um_sim_fail(ENAMETOOLONG);
	memcpy(path, front, sizeof front);
	strcpy(path + sizeof front - 1, name);
	return 0;
}

int
um_sim_libc_shm_open(const char *name, int oflag, mode_t mode)
{
	char path[512];

	if (libc_shm_path(name, path) != 0)
		return -1;
	return open(path, oflag | O_CLOEXEC | O_NOFOLLOW, mode);
}

int
um_sim_libc_shm_unlink(const char *name)
{
	char path[512];

	return libc_shm_path(name, path) != 0 ? -1 : unlink(path);
}
