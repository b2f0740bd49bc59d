package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import network.cairn.store.config.Config;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which profile `add` follows where none is named: the home's.
final class ImportProfileTest {
  @TempDir private Path folder;
  private TestShell shell;
  private Path home;

  @BeforeEach
  void make() throws IOException {
    home = folder.resolve("home");
    shell = new TestShell(folder);
    TestDaemon.init(home);
    Files.writeString(folder.resolve("file"), "hello");
  }

  private String add(String... options) {
    String[] words = new String[options.length + 3];
    words[0] = "add";
    words[1] = "-Q";
    System.arraycopy(options, 0, words, 2, options.length);
    words[words.length - 1] = folder.resolve("file").toString();
    return shell.done(home, words).strip();
  }

  @Test
  void followsTheHomesProfileUnlessOneIsNamed() throws IOException {
    for (String hash : new String[] {"--only-hash=false", "--only-hash"}) {
      assertThat(add(hash)).isNotEqualTo(add(hash, "--profile=legacy-cid-v0"));
      String legacy = add(hash, "--profile=legacy-cid-v0");
      assertThat(legacy).startsWith("Qm");
      Config.load(home).setText("Import.Profile", "legacy-cid-v0");
      assertThat(add(hash)).isEqualTo(legacy);
      assertThat(add(hash, "--profile=unixfs-v1-2025")).startsWith("bafk");
      Config.load(home).setText("Import.Profile", "unixfs-v1-2025");
      assertThat(add(hash)).startsWith("bafk");
    }
  }

  @Test
  void saysWhatIsNoProfile() throws IOException {
    Config.load(home).setText("Import.Profile", "nonsense");
    assertThat(shell.fails(home, "add", folder.resolve("file").toString()))
        .contains("no import profile 'nonsense'");
  }
}
