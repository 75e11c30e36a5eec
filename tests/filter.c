#include "tap.h"
#include "filter.h"

#ifdef __linux__
#include <sys/prctl.h>

/* linux/seccomp.h, linux/filter.h */
struct instruction {		/* struct sock_filter */
	uint16_t code;
	uint8_t yes, no;
	uint32_t k;
};
struct program {		/* struct sock_fprog */
	unsigned short len;
	struct instruction *first;
};
enum {
	LOAD = 0x20, AND = 0x54, JUMP_EQUAL = 0x15, ANSWER = 0x06,
	SECCOMP_FILTER = 2, NO_NEW_PRIVS = 38, SECCOMP = 22,
	AT_NUMBER = 0, AT_ARCH = 4, AT_ARGUMENTS = 16
};
#define ALLOW 0x7fff0000u
#define REFUSE 0x00050000u	/* | errno */

/* Where the low half of a 64-bit argument lies. */
static uint32_t low_half(void)
{
	const union { uint32_t n; unsigned char bytes[4]; } one = { 1 };

	return one.bytes[0] ? 0 : 4;
}

static struct instruction make(int code, uint32_t k, int yes, int no)
{
	struct instruction i;

	i.code = (uint16_t)code;
	i.yes = (uint8_t)yes;
	i.no = (uint8_t)no;
	i.k = k;
	return i;
}

int filter_refuse(const struct refusal *r, int err)
{
	struct instruction code[9];
	struct program program;

	code[0] = make(LOAD, AT_ARCH, 0, 0);
	code[1] = make(JUMP_EQUAL, FILTER_ARCH, 0, 6);
	code[2] = make(LOAD, AT_NUMBER, 0, 0);
	code[3] = make(JUMP_EQUAL, (uint32_t)r->number, 0, 4);
	code[4] = make(LOAD, AT_ARGUMENTS + 8 * r->index + low_half(), 0, 0);
	code[5] = make(AND, r->mask, 0, 0);
	code[6] = make(JUMP_EQUAL, r->bits, 0, 1);
	code[7] = make(ANSWER, REFUSE | (uint32_t)err, 0, 0);
	code[8] = make(ANSWER, ALLOW, 0, 0);
	program.len = sizeof code / sizeof *code;
	program.first = code;
	return prctl(NO_NEW_PRIVS, 1, 0, 0, 0) == 0
	    && prctl(SECCOMP, SECCOMP_FILTER, &program) == 0 ? 0 : -1;
}

int filter_is_hidden(int err)
{
	static const int type[] = { MAP_SHARED, MAP_PRIVATE };
	int i, hidden = 0;
	void *p;

	for (i = 0; i < 2; i++) {
		p = mmap(0, page(), PROT_READ, type[i] | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED)
			hidden |= errno != err;
		else
			munmap(p, page());
	}
	return hidden;
}
#else
typedef int filter_is_for_linux;
#endif
