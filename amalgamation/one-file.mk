# The library as one file; included by Makefile.am.
# amalgamation/unimap.c and unimap.h, which need no configure, their test, and
# what builds them in other people's trees.
one_file = unimap.c unimap.h unimap-test.c CMakeLists.txt meson.build unimap.wrap LICENSE
amalgamation:
	@AWK='$(AWK)' $(SHELL) $(srcdir)/amalgamation/make.sh '$(srcdir)' amalgamation

dist-hook: amalgamation
	@$(MKDIR_P) $(distdir)/amalgamation
	@for f in $(one_file); do \
	  cp amalgamation/$$f '$(distdir)/amalgamation' || exit 1; \
	done

# The one file and what goes with it, as a release file of its own.
one_file_dir = unimap-one-file-$(PACKAGE_VERSION)
dist-one-file: amalgamation
	@rm -rf $(one_file_dir) && mkdir $(one_file_dir)
	@for f in $(one_file); do \
	  cp amalgamation/$$f $(one_file_dir) || exit 1; \
	done
	@tardir=$(one_file_dir) && $(am__tar) \
	  | eval GZIP= gzip $(GZIP_ENV) -c >$(one_file_dir).tar.gz
	@rm -rf $(one_file_dir)

# What is compiled of it, and what its symbols are.
check-one-file: unimap-config.h amalgamation
	@$(SHELL) $(srcdir)/amalgamation/guess.sh '$(srcdir)' $(CC)
	@CC='$(CC)' CFLAGS='$(CFLAGS)' \
	  STRICT='$(UNIMAP_STRICT_CFLAGS) $(UNIMAP_PARENT_CFLAGS)' NM='$(NM)' \
	  LIBS='$(UNIMAP_SYSTEM_LIBS)' $(SHELL) $(srcdir)/amalgamation/check.sh amalgamation

# All tests against it, here and on simulated kernels.  They reach the parts
# that it keeps to itself otherwise.
one_file_libs = libsupport.la amalgamation/whole.o $(UNIMAP_SYSTEM_LIBS)
ONE_FILE_KERNELS = openbsd-7 freebsd-15
check-amalgamation: check-programs amalgamation
	@cd amalgamation && $(CC) $(CFLAGS) -DUM_INTERNAL= -c unimap.c -o whole.o \
	  && $(CC) $(CFLAGS) -c unimap.c -o unimap.o \
	  && $(MKDIR_P) .libs && rm -f .libs/libunimap.a \
	  && $(AR) cr .libs/libunimap.a unimap.o && $(RANLIB) .libs/libunimap.a
	@$(MAKE) $(AM_MAKEFLAGS) EXEEXT=.one-file \
	  unimap_LDADD='$(one_file_libs)' \
	  LDADD='$(one_file_libs) $(UNIMAP_PTHREAD_LIBS)' \
	  unimap.one-file $(c_tests:=.one-file) $(simulation_tests:=.one-file)
	@mv unimap.one-file amalgamation/unimap
	@$(test_environment) $(run_tests) '' $(simulation_tests:=.one-file) \
	  $(c_tests:=.one-file) && builddir=amalgamation \
	  && $(run_tests) '' tests/command-t tests/examples-t
	@$(MAKE) $(AM_MAKEFLAGS) check-kernels KERNEL='$(ONE_FILE_KERNELS)' \
	  KERNEL_TESTS='$(c_tests:=.one-file)'

EXTRA_DIST += amalgamation/check.sh amalgamation/guess.sh \
	amalgamation/make.sh amalgamation/one-file.awk \
	amalgamation/CMakeLists.txt.in amalgamation/meson.build.in \
	amalgamation/unimap.wrap.in

.PHONY: amalgamation check-amalgamation check-one-file dist-one-file

CLEANFILES += $(one_file_dir).tar.gz $(c_tests:=.one-file) \
	$(simulation_tests:=.one-file)
