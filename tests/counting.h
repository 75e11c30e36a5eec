/* Counting: raw calls, and what is mapped. */
#ifndef COUNTING_H
#define COUNTING_H

#include "tap.h"

/* ---- raw calls --------------------------------------------------------- */

/* From now on every raw call is counted on its way to the kernel.  Once,
 * after plan(). */
void count_calls(void);
void reset_calls(void);
/* Since the last reset; what the C library knows by itself (page_size,
 * granularity, page_sizes) is no call. */
unsigned long calls(void);
unsigned long calls_of(const char *name);	/* "mmap" */
/* The names and numbers, as a comment of the test. */
void diag_calls(void);

/* ---- what is mapped ---------------------------------------------------- */

/* All areas of the address space, as one number of them and one of their
 * places, protections and kinds. */
struct census {
	unsigned long areas;
	uint64_t sum;
};
/* Is the map told, and does it show nothing but the program's own?  Taking a
 * census maps nothing; printing may, so compare before printing. */
int census_told(void);
void census(struct census *);
int census_same(const struct census *);	/* as now; 1 if not told */

/* How many areas has the range? */
unsigned long areas_in(const void *addr, size_t len);
/* How many mappings may there be?  -1: nobody says. */
long most_mappings(void);
/* Makes every other page of a mapping one of its own, until there can be no
 * more: the first that could not; pages if all could. */
size_t fill_mappings(unsigned char *p, size_t pages);

/* The next descriptor that the process gets: the same if none has leaked. */
int next_descriptor(void);

#endif
