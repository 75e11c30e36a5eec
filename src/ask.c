/* Puts the questions: each in a child, so that no kernel can kill the command
 * with an answer. */
#include "command.h"
#include "ask.h"
#include "questions.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

enum { SECONDS = 20 };

/* ---- the answer -------------------------------------------------------- */

static char answer[128];
static int report_to;

void ask_say(const char *word)
{
	const size_t at = strlen(answer);

	snprintf(answer + at, sizeof answer - at, "%s%s", at ? "," : "", word);
}

void ask_say_number(const char *before, int number)
{
	char text[40];

	snprintf(text, sizeof text, "%s%d", before, number);
	ask_say(text);
}

static void say_errno(int number)
{
	const char *name = errno_name(number);

	if (name)
		ask_say(name);
	else
		ask_say_number("errno-", number);
}

void ask_say_result(int failed)
{
	if (failed)
		say_errno(errno);
	else
		ask_say("ok");
}

static void describe_signal(char *text, size_t size, int number)
{
	const char *name = signal_name(number);

	if (name)
		snprintf(text, size, "signal:%s", name);
	else
		snprintf(text, size, "signal:%d", number);
}

void ask_say_signal(int number)
{
	char text[40];

	describe_signal(text, sizeof text, number);
	ask_say(text);
}

void ask_say_mapped(const void *p)
{
	if (p == MAP_FAILED)
		say_errno(errno);
	else if (!p)
		ask_say("zero-address");
	else if ((uintptr_t)p % um_kernel.sys.page_size())
		ask_say("unaligned");
	else
		ask_say("ok");
}

void ask_say_place(const void *p, const void *hint)
{
	if (p == MAP_FAILED || (!p && hint))
		ask_say_mapped(p);
	else
		ask_say(p == hint ? "at-hint" : "elsewhere");
}

void ask_say_byte(const char *p)
{
	const int byte = *(const volatile unsigned char *)p;

	if (byte == ASK_KEPT)
		ask_say("kept");
	else if (byte == 0)
		ask_say("zero");
	else
		ask_say_number("", byte);
}

void ask_say_shared(int is_shared)
{
	ask_say(is_shared ? "shared" : "private");
}

void ask_end(void)
{
	const size_t len = strlen(answer);

	_exit(write(report_to, answer, len) != (ssize_t)len);
}

void ask_absent(void)
{
	answer[0] = 0;
	ask_say("absent");
	ask_end();
}

void ask_not_asked(void)
{
	answer[0] = 0;
	ask_say("not-asked");
	ask_end();
}

/* ---- children ---------------------------------------------------------- */

/* Whatever the parent or a sanitizer has done to signals. */
static void be_mortal(void)
{
	static const int fatal[] = {
		SIGSEGV, SIGBUS, SIGILL, SIGABRT, SIGSYS, SIGTRAP, SIGFPE,
		SIGALRM
	};
	sigset_t all;
	size_t i;

	for (i = 0; i < sizeof fatal / sizeof *fatal; i++)
		(void)signal(fatal[i], SIG_DFL);
	sigfillset(&all);
	(void)sigprocmask(SIG_UNBLOCK, &all, 0);
	alarm(SECONDS);
}

static int status_of(pid_t child)
{
	int status = 0;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return 255;
	return WIFSIGNALED(status) ? 256 + WTERMSIG(status)
	    : WEXITSTATUS(status);
}

static void look(char *byte, int stores)
{
	int seen;

	be_mortal();
	seen = *(volatile unsigned char *)byte;
	if (stores)
		*(volatile char *)byte = ASK_STORED;
	_exit(seen);
}

static int in_child(char *byte, int stores)
{
	const pid_t child = fork();

	if (child < 0)
		ask_not_asked();
	if (child == 0)
		look(byte, stores);
	return status_of(child);
}

int ask_child_sees(char *byte)
{
	return in_child(byte, 1);
}

int ask_child_loads(const char *byte)
{
	return in_child((char *)(uintptr_t)byte, 0);
}

void ask_say_seen(int status)
{
	const char byte = (char)status;

	if (status > 255)
		ask_say_signal(status - 256);
	else
		ask_say_byte(&byte);
}

void ask_load(const char *byte)
{
	ask_say_seen(ask_child_loads(byte));
	ask_end();
}

/* ---- one question ------------------------------------------------------ */

static void run(const struct asked *q, int with, const int fd[2])
{
	close(fd[0]);
	report_to = fd[1];
	be_mortal();
	no_core_dumps();
	answer[0] = 0;
	q->ask(with);
	ask_end();
}

/* How many bytes came. */
static size_t read_answer(int fd, char *text, size_t size)
{
	size_t at = 0;
	ssize_t n;

	do {
		n = read(fd, text + at, size - 1 - at);
		if (n > 0)
			at += (size_t)n;
	} while ((n > 0 && at < size - 1) || (n < 0 && errno == EINTR));
	text[at] = 0;
	return at;
}

/* A child that said nothing. */
static void explain(int status, char *text, size_t size)
{
	if (status == 256 + SIGALRM)
		snprintf(text, size, "timeout");
	else if (status > 255)
		describe_signal(text, size, status - 256);
	else
		snprintf(text, size, "unknown");
}

static void put(const struct asked *q, int with, char *text, size_t size)
{
	int fd[2];
	pid_t child;

	snprintf(text, size, "not-asked");
	if (pipe(fd) < 0)
		return;
	child = fork();
	if (child == 0)
		run(q, with, fd);
	close(fd[1]);
	if (child > 0) {
		const size_t len = read_answer(fd[0], text, size);
		const int status = status_of(child);

		if (len == 0)
			explain(status, text, size);
	}
	close(fd[0]);
}

/* ---- all of them ------------------------------------------------------- */

static int write_line(FILE *out, const struct asked *q, int with)
{
	char text[sizeof answer];

	put(q, with, text, sizeof text);
	if (q->last)
		fprintf(out, "%s-%d=%s\n", q->id, with, text);
	else
		fprintf(out, "%s=%s\n", q->id, text);
	/* Also so that no child has the text in its buffer. */
	return fflush(out) == 0 ? 0 : errno;
}

static int write_lines(FILE *out, const struct asked *q)
{
	int err = 0;

	for (; q->id && !err; q++) {
		int with = q->with;

		do
			err = write_line(out, q, with);
		while (!err && q->last && ++with <= q->last);
	}
	return err;
}

int um_ask(FILE *out)
{
	static const struct asked *const all[] = {
		ask_kinds, ask_places, ask_files, ask_ranges, ask_advice,
		ask_children
	};
	int err = fflush(out) == 0 ? 0 : errno;
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all && !err; i++)
		err = write_lines(out, all[i]);
	return err;
}
