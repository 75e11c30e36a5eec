/* The answers of the simulated kernels, checked: what the files share.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef SELFCHECK_H
#define SELFCHECK_H

#include "../chains.h"
#include "sim.h"

extern const struct um_kernel *const k;	/* the one entered, and its calls */
extern const struct um_sys *const y;
extern size_t pg;			/* its page */
extern int tests;			/* so many were done */
extern char dir[];			/* of its own, for files */

void holds(int good, const char *what);
/* What needs Linux's own madvise and mremap; qemu-user drops most of it. */
void deep(int good, const char *what);
/* It succeeds and errno is as before. */
void *yes(void *p, const char *what);
/* 0 with what lies at addr or next; -1 */
int area_at(uintptr_t addr, struct um_area *a);
/* It fails so. */
void no(const void *p, int err, const char *what);
void zero(int r, const char *what);
void refuses(int r, int e, const char *what);
void *map(uintptr_t addr, size_t len, int prot, int flags, int fd,
    off_t offset);
void enter(const char *name);
/* len bytes of address space in which nothing lies, and room around */
uintptr_t hole(size_t len);
/* pages of private memory with holes behind and before; filled with 7 */
char *plain(size_t pages);
/* plain with a hole in the middle: three pages */
char *torn(void);
int file(const char *name, int oflag, off_t size);
int is_whole(const void *p, size_t pages);
/* what a child reads at p, -1 when it dies */
int child_reads(const char *p);

/* One for each kernel, or group of them. */
void linux_2_2(void);
void svr4(void);
void freebsd_15(void);
void openbsd_7(void);
void openbsd_5_8(void);
void macos_15(void);
void gvisor_2024(void);
void netbsd_7(void);
void others(void);
void android_8(void);

#endif
