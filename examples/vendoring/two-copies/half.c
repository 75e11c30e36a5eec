/* Half of a program, built as a shared library: its copy of unimap is in this
 * very unit, and nothing of it is exported.
 *
 *	cc -fPIC -shared -DHALF=left -DUM_PREFIX=left_ half.c -o libleft.so
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#define UM_API static
#include "unimap.c"

#define NAME_OF(half) half##_half
#define NAME(half) NAME_OF(half)

extern int NAME(HALF)(void);

/* What this copy mapped is there and gone again: its version, else 0. */
int NAME(HALF)(void)
{
	char *const p = um_mmap(NULL, 1, PROT_READ | PROT_WRITE,
	    UM_MAP_PRIVATE | UM_MAP_ANON, -1, 0);

	if (p == MAP_FAILED) {
		perror("um_mmap");
		return 0;
	}
	p[0] = 1;
	return um_munmap(p, 1) == 0 ? um_version() : 0;
}
