/* POSIX.1-2008 <limits.h>, what the library uses of it. */
#ifndef STUB_LIMITS_H
#define STUB_LIMITS_H

#define CHAR_BIT 8
#define UCHAR_MAX 255
#define INT_MAX __INT_MAX__
#define INT_MIN (-INT_MAX - 1)
#define UINT_MAX (2u * __INT_MAX__ + 1)
#define LONG_MAX __LONG_MAX__
#define LONG_MIN (-LONG_MAX - 1)
#define ULONG_MAX (2ul * __LONG_MAX__ + 1)
#define LLONG_MAX __LONG_LONG_MAX__
#define NAME_MAX 255
#define PATH_MAX 1024

#endif
