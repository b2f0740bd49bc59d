package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The library's sample project, built outside this build from the jars alone, beside Kubo.
@Tag("interop")
@Timeout(600)
@ExtendWith(LateCleanup.class)
class SampleIT {
  @Test
  void pingsKuboAndHearsWhatItSpeaks(Path home) throws Exception {
    Path binary = Prerequisite.of("kubo.bin", "Kubo binary");
    Path built = Prerequisite.of("sample.dir", "sample project built by libp2p/sample/try");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Command program =
        new Command(
            Files.createDirectory(home.resolve("logs")),
            List.of(
                java.toString(),
                "-cp",
                built.resolve("classes") + ":" + built.resolve("jars") + "/*"),
            Map.of());
    try (KuboPeer kubo = new KuboPeer(binary, Files.createDirectory(home.resolve("kubo")))) {
      assertThat(program.run("Ping", kubo.address()))
          .containsPattern("round trip \\d+ us")
          .contains("/ipfs/id/1.0.0", "/ipfs/ping/1.0.0", "/ipfs/bitswap/1.2.0");
    }
  }
}
