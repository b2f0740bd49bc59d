package network.cairn.interop;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A disk of its own in memory, which can be filled. To make one takes the right to mount, as root
/// has it.
final class SmallDisk implements AutoCloseable {
  private static final int PIECE = 1 << 16;
  private static final int UNMOUNTS = 20;
  private static final Duration BETWEEN = Duration.ofMillis(250);

  private final Path folder;
  private final Path filler;

  private SmallDisk(Path folder) {
    this.folder = folder;
    this.filler = folder.resolve("filler");
  }

  /// @param folder where it is mounted, empty
  /// @return empty if this user may not mount
  static Optional<SmallDisk> mount(Path folder, int mebibytes) throws InterruptedException {
    String size = "size=" + mebibytes + "m";
    return run("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder.toString())
        ? Optional.of(new SmallDisk(folder))
        : Optional.empty();
  }

  /// @return whether it did what it was asked for; not where there is no such program
  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  /// Leaves not a byte.
  void fill() throws IOException {
    byte[] piece = new byte[PIECE];
    int length = PIECE;
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (length > 0) {
        try {
          out.write(piece, 0, length);
        } catch (IOException _) {
          length /= 2;
        }
      }
    }
  }

  void makeRoom() throws IOException {
    Files.delete(filler);
  }

  /// What used it has ended, or is about to; what is left then keeps it, without a name, until it
  /// ends.
  @Override
  public void close() throws IOException {
    try {
      for (int i = 0; i < UNMOUNTS; i++) {
        if (run("umount", folder.toString())) {
          return;
        }
        Thread.sleep(BETWEEN);
      }
      if (!run("umount", "-l", folder.toString())) {
        throw new IOException(folder + " cannot be unmounted");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + folder + " was unmounted", e);
    }
  }
}
