class Unimap < Formula
  desc "One memory-mapping API on every Unix kernel"
  homepage "@HOME@"
  url "@SITE@unimap-@VERSION@.tar.gz"
  sha256 "@SHA256@"
  license "MIT"

  def install
    system "./configure", "--disable-silent-rules", *std_configure_args
    system "make", "install"
    pkgshare.install "amalgamation/unimap-test.c"
  end

  test do
    system ENV.cc, "-I#{include}", pkgshare/"unimap-test.c", "-L#{lib}", "-lunimap", "-o", "unimap-test"
    system "./unimap-test"
    assert_match version.to_s, shell_output("#{bin}/unimap --version")
  end
end
