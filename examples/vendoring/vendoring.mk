# Programs that take the library in; included by Makefile.am.
# VENDORING='subdirs cmake': these ways, or all, with everything that a parent
# may do; else every way once.  real: LMDB and bdwgc, as Debian has their source.
VENDORING =
check-vendoring: amalgamation
	@$(MAKE) $(AM_MAKEFLAGS) all
	@CC='$(CC)' CFLAGS='$(CFLAGS)' MAKE='$(MAKE)' NM='$(NM)' \
	  SIZE='$(SIZE)' LIBS='$(UNIMAP_SYSTEM_LIBS)' VENDORING='$(VENDORING)' \
	  STRICT='$(UNIMAP_STRICT_CFLAGS) $(UNIMAP_PARENT_CFLAGS)' \
	  AWK='$(AWK)' prefix='$(prefix)' version='$(VERSION)' \
	  $(SHELL) $(srcdir)/examples/vendoring/check.sh '$(srcdir)' amalgamation

vendoring = examples/vendoring
EXTRA_DIST += $(vendoring)/real.sh $(vendoring)/bdwgc/Makefile.am.ed \
	$(vendoring)/bdwgc/configure.ac.ed $(vendoring)/bdwgc/os_dep.c.ed \
	$(vendoring)/lmdb/mdb.c.ed $(vendoring)/ci/build.sh $(vendoring)/ci/github.yml \
	$(vendoring)/ci/sourcehut.yml $(vendoring)/check.sh $(vendoring)/autotools.sh \
	$(vendoring)/others.sh $(vendoring)/in-tarballs \
	$(vendoring)/without/Makefile $(vendoring)/without/Makefile.am \
	$(vendoring)/without/configure.ac $(vendoring)/without/CMakeLists.txt \
	$(vendoring)/without/meson.build $(vendoring)/without/main.c \
	$(vendoring)/without/prog.c $(vendoring)/one-file/Makefile \
	$(vendoring)/one-file/config.h $(vendoring)/pkg-config/Makefile \
	$(vendoring)/unimap-m4/configure.ac $(vendoring)/unimap-m4/Makefile.am \
	$(vendoring)/subdirs/configure.ac $(vendoring)/subdirs/Makefile.am \
	$(vendoring)/unimap-mk/configure.ac $(vendoring)/unimap-mk/Makefile.am \
	$(vendoring)/cmake/CMakeLists.txt \
	$(vendoring)/cmake-installed/CMakeLists.txt \
	$(vendoring)/fetch-content/CMakeLists.txt \
	$(vendoring)/meson/meson.build $(vendoring)/two-copies/half.c \
	$(vendoring)/two-copies/main.c

check-vendored:
	@$(MAKE) $(AM_MAKEFLAGS) check-vendoring VENDORING=real

.PHONY: check-vendored check-vendoring
