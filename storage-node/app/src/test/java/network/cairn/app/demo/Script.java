package network.cairn.app.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import network.cairn.ledger.genesis.LedgerHome;

/// A shell script that stands for the program.
final class Script {
  private Script() {}

  /// @param folder where the file is put
  /// @param body with the command's words in `$1`, `$2`, ...
  static Path in(Path folder, String body) throws IOException {
    Path file = folder.resolve("cairn");
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /// A ledger's home that nobody runs, as `ledger init` makes one.
  static void ledgerHome(Path folder) {
    LedgerHome.init(
        folder,
        LedgerHome.Plan.of("cairn-dev-demo", URI.create("http://127.0.0.1:1")),
        new SplittableRandom(1),
        InstantSource.fixed(Instant.EPOCH));
  }

  /// Looks again at once: what is waited for comes from a process, in real time.
  static Pace busy() {
    return new Pace() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      @SuppressWarnings("ThreadPriorityCheck") // only hurries the wait
      public void pause(Duration time) {
        Thread.yield();
      }
    };
  }
}
