#include "engine/kernel.h"
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
#define TRAP 0x00030000u	/* SIGSYS */

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

enum { AROUND = 4, EACH = 6, MOST = 40 };	/* instructions, refusals */

/* Answers a call that is it, else falls through. */
static struct instruction *refuse(struct instruction *code,
    const struct refusal *r, uint32_t answer)
{
	*code++ = make(LOAD, AT_NUMBER, 0, 0);
	*code++ = make(JUMP_EQUAL, (uint32_t)r->number, 0, 4);
	*code++ = make(LOAD, AT_ARGUMENTS + 8 * r->index + low_half(), 0, 0);
	*code++ = make(AND, r->mask, 0, 0);
	*code++ = make(JUMP_EQUAL, r->bits, 0, 1);
	*code++ = make(ANSWER, answer, 0, 0);
	return code;
}

static int install_program(struct instruction *code, size_t len)
{
	struct program program;

	program.len = (unsigned short)len;
	program.first = code;
	return prctl(NO_NEW_PRIVS, 1, 0, 0, 0) == 0
	    && prctl(SECCOMP, SECCOMP_FILTER, &program) == 0 ? 0 : -1;
}

static int install(const struct refusal *r, int count, uint32_t answer)
{
	struct instruction code[AROUND + EACH * MOST], *end = code;
	int i;

	if (count > MOST)
		return -1;
	*end++ = make(LOAD, AT_ARCH, 0, 0);
	*end++ = make(JUMP_EQUAL, FILTER_ARCH, 1, 0);
	*end++ = make(ANSWER, ALLOW, 0, 0);
	for (i = 0; i < count; i++)
		if (r[i].number >= 0)
			end = refuse(end, &r[i], answer);
	*end++ = make(ANSWER, ALLOW, 0, 0);
	return install_program(code, (size_t)(end - code));
}

int filter_refuse(const struct refusal *r, int err)
{
	return install(r, 1, REFUSE | (uint32_t)err);
}

int filter_trap(const struct refusal *r, int count)
{
	return install(r, count, TRAP);
}

/* What is another call or architecture is let through; the argument is
 * loaded. */
static struct instruction *load(struct instruction *code, long number,
    unsigned index)
{
	*code++ = make(LOAD, AT_ARCH, 0, 0);
	*code++ = make(JUMP_EQUAL, FILTER_ARCH, 1, 0);
	*code++ = make(ANSWER, ALLOW, 0, 0);
	*code++ = make(LOAD, AT_NUMBER, 0, 0);
	*code++ = make(JUMP_EQUAL, (uint32_t)number, 1, 0);
	*code++ = make(ANSWER, ALLOW, 0, 0);
	*code++ = make(LOAD, AT_ARGUMENTS + 8 * index + low_half(), 0, 0);
	return code;
}

static uint32_t answer_of(int err)
{
	return err ? REFUSE | (uint32_t)err : TRAP;
}

int filter_allow(long number, unsigned index, const uint32_t *values,
    int count, int err)
{
	struct instruction code[AROUND + EACH * MOST], *end;
	int i;

	if (number < 0 || 2 * count > EACH * MOST - 8)
		return -1;
	end = load(code, number, index);
	for (i = 0; i < count; i++) {
		*end++ = make(JUMP_EQUAL, values[i], 0, 1);
		*end++ = make(ANSWER, ALLOW, 0, 0);
	}
	*end++ = make(ANSWER, answer_of(err), 0, 0);
	return install_program(code, (size_t)(end - code));
}

int filter_allow_bits(long number, unsigned index, uint32_t bits, int err)
{
	struct instruction code[AROUND + 2 * EACH], *end;

	if (number < 0)
		return -1;
	end = load(code, number, index);
	*end++ = make(AND, ~bits, 0, 0);
	*end++ = make(JUMP_EQUAL, 0, 0, 1);
	*end++ = make(ANSWER, ALLOW, 0, 0);
	*end++ = make(ANSWER, answer_of(err), 0, 0);
	return install_program(code, (size_t)(end - code));
}

int filter_is_hidden(int err)
{
	static const int type[] = { MAP_SHARED, MAP_PRIVATE };
	int i, hidden = 0;
	void *p;

	for (i = 0; i < 2; i++) {
		p = mmap(0, 1, PROT_READ, type[i] | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED)
			hidden |= errno != err;
		else
			munmap(p, 1);
	}
	return hidden;
}
#else
typedef int filter_is_for_linux;
#endif
