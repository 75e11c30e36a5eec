# The tests, and what runs them on this machine; included by Makefile.am.

# ---- lists to edit ----------------------------------------------------------

# The simulated kernels.
sim_sources = tests/filter.c tests/filter.h \
	tests/kernels/aix.c tests/kernels/android-8.c tests/kernels/cygwin.c \
	tests/kernels/dragonfly-6.c tests/kernels/freebsd.c \
	tests/kernels/gvisor-2024.c tests/kernels/haiku.c \
	tests/kernels/hostile.c tests/kernels/hurd.c \
	tests/kernels/linux-2.2.c tests/kernels/linux-2.4.c \
	tests/kernels/linux-4.4.c tests/kernels/list.c tests/kernels/macos-15.c \
	tests/kernels/netbsd.c tests/kernels/openbsd-5.8.c tests/kernels/openbsd-7.c \
	tests/kernels/qemu-user.c tests/kernels/sim.h \
	tests/kernels/sim-files.c tests/kernels/sim-linux.c \
	tests/kernels/sim-lists.c \
	tests/kernels/sim-map.c tests/kernels/sim-parts.h \
	tests/kernels/sim-caches.c \
	tests/kernels/sim-place.c tests/kernels/sim-procfs.c \
	tests/kernels/sim-ranges.c \
	tests/kernels/sim-registry.c tests/kernels/svr4.c
# They are made of Linux's raw calls.
if UNIMAP_SIMULATES
simulation = $(sim_sources)
simulation_tests = tests/selfcheck-t
else
simulation = tests/kernels/none.c tests/kernels/sim.h
simulation_tests =
endif
# What the C tests share.
testing_sources = tests/chains.c tests/chains.h tests/battery.c tests/battery.h tests/counting.c \
	tests/counting.h tests/discarding.h tests/growing.h tests/failing.c tests/failing.h tests/outside.c \
	tests/qemu.c tests/qemu.h tests/room.c tests/room.h \
	tests/sandboxed.h tests/scenarios.c tests/scenarios-maps.c \
	tests/scenarios-memory.c tests/scenarios-objects.c \
	tests/scenarios-ranges.c tests/stage.c tests/stage.h \
	tests/tap.c tests/tap.h \
	$(simulation)
# Each is made from the source of its own name.
c_tests = tests/advice-t tests/aligned-t tests/allocate-t tests/anonymous-t \
	tests/cancel-t tests/capsicum-t tests/chains-t \
	tests/ask-t tests/conceal-t tests/cost-t tests/disable-t \
	tests/discard-long-t tests/discard-t tests/edges-t tests/engine-t tests/faults-t tests/features-t \
	tests/fields-t tests/files-t tests/fixed-t tests/given-up-t tests/guard-t tests/halves-t tests/lists-t \
	tests/hints-t tests/kinds-t tests/large-t tests/limits-t tests/low-t \
	tests/malloc-t tests/mayexec-t tests/memfd-t tests/memory-t \
	tests/mincore-t tests/minherit-t \
	tests/mirror-t tests/mlock-t tests/moved-t tests/moving-t tests/mprotect-t tests/mremap-t \
	tests/msync-t tests/munmap-t tests/name-t tests/noreplace-t \
	tests/pages-t tests/pkeys-t tests/place-t tests/pledge-t tests/populate-t tests/punch-t tests/refusals-t \
	tests/ranges-t tests/refused-t tests/regions-t tests/reserve-t tests/rungs-t \
	tests/room-t tests/seal-t tests/seccomp-t tests/self-t tests/shares-t tests/shm-t tests/signal-t \
	tests/stack-t tests/text-t tests/threads-t tests/why-t tests/why-arguments-t \
	tests/why-causes-t tests/why-rows-t tests/why-kernels-t \
	tests/fuzz-replay-t
sh_tests = tests/command-t tests/examples-t tests/plug-in-t tests/size-t
# Those that need root, and those that race.
root_tests = tests/root-environment-t tests/root-places-t \
	tests/root-why-t
racing_tests = tests/threads-t tests/low-t tests/regions-t

EXTRA_DIST += tests/marked.awk tests/marked.sh tests/check-house.sh \
	tests/check-kernels.sh tests/check-sentences.sh \
	tests/sentences-untested tests/kernels/not-taken tests/rungs.awk \
	tests/table.awk tests/jobs.sh $(sh_tests:=.sh)

# ---- how they are made --------------------------------------------------------

# One archive, since the core and the families need each other.  The host's is in
# it twice; which one is linked is all the same.
check_LTLIBRARIES += libfamilies.la libsupport.la libtesting.la
libfamilies_la_SOURCES = $(unimap_families) $(unimap_areas)
libsupport_la_SOURCES = $(testing_sources)
libtesting_la_SOURCES =
libtesting_la_LIBADD = libsupport.la libfamilies.la libwhole.la

LDADD = libtesting.la $(UNIMAP_PTHREAD_LIBS)

check_PROGRAMS = tests/kernels-list tests/runner $(simulation_tests) \
	$(c_tests) $(root_tests)
# It runs the tests where there is no shell.
tests_runner_SOURCES = tests/runner.c
tests_runner_LDADD =
# It has a malloc of its own.
tests_malloc_t_LDFLAGS = $(UNIMAP_TWO_MALLOCS)
# What other people run knows of no simulated kernel.
tests_self_t_SOURCES = tests/self-t.c tests/self-enter.c
tests_self_t_CPPFLAGS = $(AM_CPPFLAGS) -Dmain=self_test
# The questions of the command, asked inside simulated kernels.
tests_ask_t_SOURCES = tests/ask-t.c tests/ask-answers.h $(ask_sources)
# The simulated kernels' own answers, without the library in between.
tests_selfcheck_t_SOURCES = tests/kernels/selfcheck.c \
	tests/kernels/selfcheck.h tests/kernels/selfcheck-freebsd.c \
	tests/kernels/selfcheck-linux.c tests/kernels/selfcheck-netbsd.c \
	tests/kernels/selfcheck-others.c
check_SCRIPTS = $(sh_tests)

SUFFIXES = .sh
.sh:
	@$(MKDIR_P) $(@D)
	$(AM_V_GEN)sed '1s|^#!.*|#! $(SHELL)|' $< >$@ && chmod +x $@

test_environment = \
	srcdir='$(abs_srcdir)' builddir='$(abs_builddir)' \
	SHELL='$(SHELL)' CC='$(CC)' CFLAGS='$(CFLAGS)' \
	CPPFLAGS='$(CPPFLAGS) $(UNIMAP_CPPFLAGS)' LDFLAGS='$(LDFLAGS)' \
	LIBS='$(UNIMAP_SYSTEM_LIBS) $(UNIMAP_PTHREAD_LIBS) $(LIBS)' NM='$(NM)' SIZE='$(SIZE)' \
	MAKE='$(MAKE)' EXAMPLES='$(examples)'; \
	export srcdir builddir SHELL CC CFLAGS CPPFLAGS LDFLAGS LIBS NM SIZE \
	MAKE EXAMPLES;

# make check TESTS='tests/map-t tests/threads-t' runs a part.
TESTS = $(simulation_tests) $(c_tests) $(sh_tests)
TEST_EXTENSIONS =
AM_TESTS_ENVIRONMENT = $(test_environment)
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh

# $(run_tests) 'COMMAND' TESTS runs each test by COMMAND.
PROVEFLAGS =
if UNIMAP_PROVE
run_tests = $(PROVE) $(PROVEFLAGS) --exec
check-TESTS:
	@$(test_environment) $(run_tests) '' $(TESTS)
else
run_tests = echo 'SKIP: no prove here to run this:'
endif

# The same programs for Kyua, which FreeBSD and NetBSD have.
KYUA = kyua
tests/Kyuafile: Makefile
	@$(MKDIR_P) tests
	$(AM_V_GEN)(echo 'syntax(2)'; echo 'test_suite("unimap")'; \
	  for t in $(TESTS); do \
	    echo "tap_test_program{name='$$t', timeout=3600}"; \
	  done) | sed "s|'tests/|'|" >$@
check-kyua: check-programs tests/Kyuafile
	@if ($(KYUA) about) >/dev/null 2>&1; then \
	  $(test_environment) $(KYUA) test -k tests/Kyuafile; \
	else \
	  echo 'check-kyua: SKIP: no $(KYUA) here'; \
	fi

# One after the other: two makes at once would both make libwhole.la.
check-programs:
	@$(MAKE) $(AM_MAKEFLAGS) all
	@$(MAKE) $(AM_MAKEFLAGS) $(check_LTLIBRARIES) $(check_PROGRAMS) \
	  $(check_SCRIPTS)

# Linux lets root map at address 0, where NetBSD 7 puts a low hint.
if UNIMAP_SIMULATES
check_root_simulated = UNIMAP_KERNEL=netbsd-7; export UNIMAP_KERNEL; \
	$(run_tests) '' tests/hints-t
else
check_root_simulated = :
endif
check-root: check-programs
	@if test -z '$(root_tests)'; then \
	  echo 'check-root: no test needs root'; \
	elif test "`id -u`" -ne 0; then \
	  echo 'check-root: SKIP: not root'; \
	else \
	  $(test_environment) $(run_tests) '' $(root_tests) || exit 1; \
	  $(check_root_simulated); \
	fi

# Every simulated kernel, or KERNEL=name.
KERNEL =
KERNEL_TESTS = $(c_tests)
check-kernels: check-programs
	@$(test_environment) PROVE='$(PROVE)' PROVEFLAGS='$(PROVEFLAGS)' \
	  KERNEL='$(KERNEL)' \
	  $(SHELL) $(srcdir)/tests/check-kernels.sh $(KERNEL_TESTS)


# Every fault of every scenario, on this kernel and on the simulated ones.
check-faults: check-programs
	@$(test_environment) $(run_tests) '' tests/faults-t
	@$(MAKE) $(AM_MAKEFLAGS) check-kernels KERNEL_TESTS=tests/faults-t

# The folders of lib/ know of each other what they may, and no more.
check-house:
	@AWK='$(AWK)' $(SHELL) $(srcdir)/tests/check-house.sh '$(srcdir)'

check-sentences:
	@srcdir=$(srcdir) $(SHELL) $(srcdir)/tests/check-sentences.sh

.PHONY: check-faults check-house check-kernels check-kyua check-programs \
	check-root check-sentences

CLEANFILES += tests/Kyuafile $(sh_tests)
