package network.cairn.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import network.cairn.app.Cairn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `cairn testnet up` in a process of its own, which gets the signal that Ctrl-C sends.
@Timeout(120)
class InterruptedUpTest {
  private static final String LEDGER =
      """
      if [ "$2" = init ]; then cp -r ../made ledger; exit 0; fi
      echo $$ > ../started
      exec sleep 1000
      """;

  @TempDir Path folder;

  @Test
  void ctrlCEndsItWithoutAStackTraceAndLeavesNothing() throws Exception {
    Script.ledgerHome(folder.resolve("made"));
    Process up = up();
    try {
      await(up);
      long ledger = Long.parseLong(Files.readString(folder.resolve("started")).strip());
      assertThat(Roster.read(folder.resolve("net")).orElseThrow().finished()).isFalse();
      new ProcessBuilder("kill", "-INT", Long.toString(up.pid())).start().waitFor();
      assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(up.exitValue()).isEqualTo(130);
      assertThat(folder.resolve("err"))
          .content()
          .isEqualTo("interrupted; the network is taken down\n");
      assertThat(folder.resolve("out")).content().doesNotContain("Exception", "\tat ");
      assertThat(Identity.of(ledger)).isEmpty();
      assertThat(folder.resolve("net")).doesNotExist();
    } finally {
      up.destroyForcibly();
    }
  }

  /// Where these tests themselves run in the background of a script, the signal is ignored, and
  /// what they start would ignore it as well.
  private static List<String> withTheSignal() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.notExists(status)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(status)) {
      boolean ignored =
          lines
              .filter(line -> line.startsWith("SigIgn:"))
              .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
      return ignored ? List.of("env", "--default-signal=INT") : List.of();
    }
  }

  private Process up() throws IOException {
    List<String> words = new ArrayList<>(withTheSignal());
    words.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Dcairn.launcher=" + Script.in(folder, LEDGER),
            "-cp",
            System.getProperty("java.class.path"),
            Cairn.class.getName(),
            "testnet",
            "up",
            "--home",
            folder.resolve("net").toString()));
    return new ProcessBuilder(words)
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
  }

  /// Until the ledger was started and the roster names it.
  private void await(Process up) throws IOException {
    while (!Files.exists(folder.resolve("started"))
        || Files.size(folder.resolve("started")) == 0
        || !Files.exists(folder.resolve("net/testnet"))) {
      assertThat(up.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }
}
