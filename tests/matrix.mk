# The tests where this machine and this compiler are not; included by Makefile.am.

EXTRA_DIST += tests/bundle.sh tests/check-arches.sh tests/check-guests.sh \
	tests/check-linux.sh tests/check-mutants.sh tests/check-systems.sh \
	tests/check-tools.sh tests/check-workflows.sh tests/mutants \
	tests/mutants.awk tests/build-manifest.schema.json \
	$(srcdir)/tests/systems tests/linux/get-kernels.sh tests/linux/init.c

# Other processors under qemu's user emulation, and other compilers, C
# libraries, makes, shells and awks; or ARCH=s390x, TOOL=tcc.
ARCH =
check-arches:
	@MAKE='$(MAKE)' PROVE='$(PROVE)' PROVEFLAGS='$(PROVEFLAGS)' \
	  AWK='$(AWK)' ARCH='$(ARCH)' INSTALL='$(INSTALL)' \
	  $(SHELL) $(srcdir)/tests/check-arches.sh $(c_tests)

TOOL =
check-tools:
	@MAKE='$(MAKE)' TOOL='$(TOOL)' \
	  $(SHELL) $(srcdir)/tests/check-tools.sh $(c_tests)

# Other systems: built for with their own headers and link stubs, or with
# declarations from their manuals.  All, or SYSTEM=freebsd-15-x86_64, or a
# pattern.  ZIG is one that is there already.
SYSTEM =
ZIG =
BUNDLE_INTO =
check-systems: amalgamation
	@MAKE='$(MAKE)' CC='$(CC)' AWK='$(AWK)' SHELL='$(SHELL)' \
	  srcdir='$(srcdir)' SYSTEM='$(SYSTEM)' ZIG='$(ZIG)' BUILD='$(build)' \
	  STRICT='$(UNIMAP_STRICT_CFLAGS)' \
	  PARENT='$(UNIMAP_PARENT_CFLAGS)' \
	  EXAMPLES='$(examples)' BUNDLE_INTO='$(BUNDLE_INTO)' \
	  $(SHELL) $(srcdir)/tests/check-systems.sh

# The tests as one directory, bundles/NAME, for a machine without a compiler:
# of this build, or of a build by zig for HOST, a name of
# tests/systems/targets.  What can be run here is; what was brought back is
# judged with ANSWERS=directory.
HOST =
ANSWERS =
BUNDLE = $(abs_builddir)/bundles/$(host)
bundled = unimap tests/runner $(simulation_tests) $(c_tests)
bundle_environment = $(test_environment) PROVE='$(PROVE)' AWK='$(AWK)' \
	PROVEFLAGS='$(PROVEFLAGS)' COPY='$(LIBTOOL) --silent --mode=install cp' \
	NOT_BUNDLED='$(root_tests)'; \
	export PROVE AWK PROVEFLAGS COPY NOT_BUNDLED;
bundle:
	@echo 'int main(void) { return 0; }' >bundle-try.c; \
	if $(CC) $(CFLAGS) $(LDFLAGS) -static -s bundle-try.c -o bundle-try \
	  >/dev/null 2>&1; then ext=.static flags='-all-static -s'; \
	else ext=.stripped flags=-s; fi; \
	rm -f bundle-try bundle-try.c; \
	$(MAKE) $(AM_MAKEFLAGS) EXEEXT=$$ext LDFLAGS="$(LDFLAGS) $$flags" \
	  `for p in $(bundled); do echo $$p$$ext; done` || exit 1; \
	$(bundle_environment) \
	$(SHELL) $(srcdir)/tests/bundle.sh '$(BUNDLE)' "$$ext" $(bundled)
check-bundle:
	@if test -n '$(ANSWERS)'; then \
	  $(bundle_environment) \
	  $(SHELL) $(srcdir)/tests/bundle.sh -j '$(ANSWERS)'; exit; \
	fi; \
	if test -n '$(HOST)'; then \
	  dir=bundles/'$(HOST)'; \
	  $(MAKE) $(AM_MAKEFLAGS) check-systems SYSTEM='$(HOST)' \
	    BUNDLE_INTO='$(abs_builddir)/bundles/$(HOST)' || exit 1; \
	else \
	  dir='$(BUNDLE)'; \
	  $(MAKE) $(AM_MAKEFLAGS) bundle || exit 1; \
	fi; \
	test -d "$$dir" || exit 0; \
	if ($$dir/unimap --version) >/dev/null 2>&1; then \
	  $$dir/run; \
	  $(MAKE) $(AM_MAKEFLAGS) check-bundle ANSWERS=$$dir/answers; \
	elif test -n '$(HOST)'; then \
	  echo "check-bundle: complete, for another system: carry $$dir.tar there"; \
	else \
	  echo "check-bundle: SKIP: it does not run here: carry $$dir.tar there"; \
	fi

check-workflows:
	@srcdir='$(srcdir)' $(SHELL) $(srcdir)/tests/check-workflows.sh

# Other Linux kernels, booted by qemu: KERNEL=path/to/vmlinuz.  For another
# processor in a cross build of it.  tests/linux/get-kernels.sh fetches some.
static_tests = $(c_tests:=.static) $(root_tests:=.static)
check-linux: check-programs
	@if test -n '$(KERNEL)'; then \
	  $(MAKE) $(AM_MAKEFLAGS) EXEEXT=.static \
	    LDFLAGS='$(LDFLAGS) -all-static' $(static_tests); \
	fi
	@$(test_environment) PROVE='$(PROVE)' PROVEFLAGS='$(PROVEFLAGS)' \
	  KERNEL='$(KERNEL)' HOST_CPU='$(host_cpu)' AWK='$(AWK)' \
	  $(SHELL) $(srcdir)/tests/check-linux.sh $(c_tests) $(root_tests)

# Those that Debian has, or GUEST='6.1 arm64-16k', each in a build for it.
GUEST =
check-guests:
	@MAKE='$(MAKE)' GUEST='$(GUEST)' HOST_CPU='$(host_cpu)' \
	  srcdir='$(abs_srcdir)' $(SHELL) $(srcdir)/tests/check-guests.sh
# Valgrind is a kernel of its own: it ignores no-replace.  What it says of bad
# accesses is what the tests do on purpose in children, so only their answers
# count.  Three ask the raw kernel or take too long; Valgrind 3.19 dies of a
# thread that is cancelled in cancel-t, and its mremap, in the last three, passes a
# hole and is of one mapping.
VALGRIND = valgrind
not_valgrind = tests/ask-t tests/cancel-t tests/faults-t tests/fuzz-replay-t \
  tests/moved-t tests/moving-t tests/mremap-t
check-valgrind: check-programs
	@if ($(VALGRIND) --version) >/dev/null 2>&1; then \
	  $(test_environment) UNIMAP_UNDER=valgrind; export UNIMAP_UNDER; \
	  tests=; \
	  for t in $(c_tests); do \
	    case ' $(not_valgrind) ' in *" $$t "*) ;; *) tests="$$tests $$t";; esac; \
	  done; \
	  $(run_tests) '$(VALGRIND) -q --log-file=/dev/null' $$tests || exit 1; \
	  $(MAKE) $(AM_MAKEFLAGS) bench/bench$(EXEEXT) \
	  && $(SHELL) $(srcdir)/bench/bench.sh -i; \
	else \
	  echo 'check-valgrind: SKIP: no $(VALGRIND) here'; \
	fi

RUNSC = runsc
RUNSC_FLAGS = --network=none --ignore-cgroups --platform=ptrace
check-gvisor: check-programs
	@if ($(RUNSC) --version) >/dev/null 2>&1; then \
	  $(test_environment) UNIMAP_UNDER=gvisor; export UNIMAP_UNDER; \
	  $(run_tests) '$(RUNSC) $(RUNSC_FLAGS) do' \
	    `for t in $(c_tests); do echo "$(abs_builddir)/$$t"; done`; \
	else \
	  echo 'check-gvisor: SKIP: no $(RUNSC) here'; \
	fi

# Its other platform needs more of the machine than ptrace does.
check-gvisor-systrap:
	@if ($(RUNSC) --version) >/dev/null 2>&1; then :; else \
	  echo 'check-gvisor-systrap: SKIP: no $(RUNSC) here'; exit 0; \
	fi; \
	flags=`echo ' $(RUNSC_FLAGS)' | sed 's/ --platform=[^ ]*//'`; \
	flags="$$flags --platform=systrap"; \
	if $(RUNSC) $$flags do true >gvisor-try.log 2>&1; then \
	  rm -f gvisor-try.log; \
	  $(MAKE) $(AM_MAKEFLAGS) check-gvisor RUNSC_FLAGS="$$flags"; \
	else \
	  sed 's/^/# /' gvisor-try.log; rm -f gvisor-try.log; \
	  echo 'check-gvisor-systrap: SKIP: no systrap here'; \
	fi

# Breaks of the library, of which each is to be seen by a test: all, or
# MUTANTS=10, every tenth, or ONLY='lib/way/range.c 120', a file's or a line's.
MUTANTS = 1
ONLY =
check-mutants: check-programs
	@$(test_environment) AWK='$(AWK)' MUTANTS='$(MUTANTS)' ONLY='$(ONLY)' \
	  COMPILE='$(COMPILE)' LINK_BY='$(CCLD) $(AM_CFLAGS) $(CFLAGS) $(LDFLAGS)' \
	  ASK_OBJECTS='$(tests_ask_t_OBJECTS)' \
	  SELF_OBJECTS='$(tests_self_t_OBJECTS)' \
	  FUZZ_OBJECTS='$(tests_fuzz_replay_t_OBJECTS)' \
	  TWO_MALLOCS='$(UNIMAP_TWO_MALLOCS)' \
	  $(SHELL) $(srcdir)/tests/check-mutants.sh $(c_tests)

# A source tree that is configured cannot be configured elsewhere again, so
# the sanitizers get a distribution of their own.  Leaks are looked for where
# the leak checker works: it needs ptrace.
check-sanitize:
	@$(MAKE) $(AM_MAKEFLAGS) check-sanitize-address
	@$(MAKE) $(AM_MAKEFLAGS) check-sanitize-thread

sanitized = \
	$(MAKE) $(AM_MAKEFLAGS) distdir distdir=$$dir >$$dir.log 2>&1 \
	&& cd $$dir \
	&& ./configure -q --disable-shared CC='$(CC)' \
	  CFLAGS="-g -O1 -fno-omit-frame-pointer $$flags" \
	&& $(MAKE) $(AM_MAKEFLAGS) all

signals_pass = handle_segv=0:handle_sigbus=0:allow_user_segv_handler=1

check-sanitize-address:
	@dir=sanitize-address; \
	flags='-fsanitize=address,undefined -fno-sanitize-recover=undefined'; \
	$(sanitized) || exit 1; \
	leaks=0; \
	if ASAN_OPTIONS=detect_leaks=1 ./unimap >/dev/null 2>&1; then leaks=1; fi; \
	echo "check-sanitize-address: detect_leaks=$$leaks"; \
	UNIMAP_UNDER=asan \
	ASAN_OPTIONS=$(signals_pass):detect_leaks=$$leaks \
	UBSAN_OPTIONS=$(signals_pass):print_stacktrace=1 \
	$(MAKE) $(AM_MAKEFLAGS) check

# The thread sanitizer of before 2024 cannot run where addresses are as random
# as newer kernels make them.
check-sanitize-thread:
	@dir=sanitize-thread; flags=-fsanitize=thread; \
	$(sanitized) || exit 1; \
	steady=; \
	if ./unimap >/dev/null 2>&1; then :; \
	elif setarch `uname -m` -R ./unimap >/dev/null 2>&1; then \
	  steady="setarch `uname -m` -R"; \
	fi; \
	UNIMAP_UNDER=tsan TSAN_OPTIONS=$(signals_pass):halt_on_error=1 \
	$$steady $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(racing_tests)'

.PHONY: bundle check-arches check-bundle check-guests check-gvisor \
	check-gvisor-systrap check-linux check-mutants check-sanitize \
	check-sanitize-address check-sanitize-thread check-systems \
	check-tools check-valgrind check-workflows

CLEANFILES += $(static_tests) $(bundled:=.static) $(bundled:=.stripped) \
	gvisor-try.log sanitize-address.log sanitize-thread.log
