# UNIMAP_DEPFILES
# Before AM_INIT_AUTOMAKE: makes the files that dependencies are written to.
# Automake's Makefile would, with four processes for each, a fifth of the time
# that configure takes; it leaves alone what is there.
AC_DEFUN([UNIMAP_DEPFILES], [AC_CONFIG_COMMANDS([depfiles-at-once], [
  unimap_depfiles=`sed -n '/^am__depfiles_remade *=/,/[[^\\\\]]$/{
    s/^am__depfiles_remade *=//
    s/\\\\$//
    s/\$(DEPDIR)/.deps/g
    p
  }' Makefile`
  for unimap_file in $unimap_depfiles; do
    unimap_dir=${unimap_file%/*}
    AS_IF([test ! -d "$unimap_dir"], [AS_MKDIR_P(["$unimap_dir"])])
    test -f "$unimap_file" || echo '# dummy' >"$unimap_file"
  done])])
