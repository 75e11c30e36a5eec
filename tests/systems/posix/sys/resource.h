/* POSIX.1-2008 <sys/resource.h>, what the library uses of it. */
#ifndef STUB_RESOURCE_H
#define STUB_RESOURCE_H

#ifndef STUB_RLIM_T
# define STUB_RLIM_T unsigned long long
#endif
typedef STUB_RLIM_T rlim_t;
struct rlimit {
	rlim_t rlim_cur, rlim_max;
};
#ifdef STUB_RLIM_INFINITY
# define RLIM_INFINITY STUB_RLIM_INFINITY
#else
# define RLIM_INFINITY ((rlim_t)(~0ull >> 1))
#endif
#define RLIMIT_STACK 3
#define RLIMIT_AS 10
#define RLIMIT_DATA 2
#define RLIMIT_FSIZE 1

int getrlimit(int, struct rlimit *);

#endif
