package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import network.cairn.store.config.Config;
import network.cairn.store.config.ConfigProfile;
import network.cairn.store.config.InvalidConfig;
import network.cairn.store.repo.RepoLocked;
import network.cairn.store.repo.Repository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeTest {
  private static final Home.Plan TEST = Home.Plan.of(ConfigProfile.TEST);

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private void init(Path home, Home.Plan plan) throws Exception {
    Home.init(home, plan, new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  @Test
  void makesKeysTokenRepositoryAndConfiguration() throws Exception {
    Path home = folder.resolve("deep/home");
    init(home, TEST);
    assertThat(Config.exists(home)).isTrue();
    assertThat(Repository.exists(home)).isTrue();
    assertThat(home.resolve("token")).isNotEmptyFile();
    assertThat(home.resolve("keystore/wallet")).isNotEmptyFile();
    assertThat(home.resolve("keystore/operator")).isNotEmptyFile();
    assertThat(Config.load(home).apiAddresses()).containsExactly("/ip4/127.0.0.1/tcp/0");
    assertThat(Config.load(home).swarmAddresses()).containsExactly("/ip4/127.0.0.1/tcp/0");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("generating ED25519 keypair...done\npeer identity: ")
        .endsWith("initializing cairn node at " + home + "\n");
  }

  @Test
  void keepsAHomeThatIsThere() throws Exception {
    init(folder, TEST);
    byte[] wallet = Files.readAllBytes(folder.resolve("keystore/wallet"));
    assertThatThrownBy(() -> init(folder, TEST))
        .isInstanceOf(StartFailed.class)
        .hasMessage(
            "a cairn configuration already exists in "
                + folder
                + "; initializing it again would overwrite the keys");
    assertThat(folder.resolve("keystore/wallet")).hasBinaryContent(wallet);
  }

  /// The configuration is what counts as a home, and it is written last.
  @Test
  void goesOnAfterACrashBeforeTheConfigurationWithTheSameWallet() throws Exception {
    init(folder, TEST);
    byte[] wallet = Files.readAllBytes(folder.resolve("keystore/wallet"));
    Files.delete(folder.resolve("config"));
    out.reset();
    init(folder, TEST);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("the keys in " + folder.resolve("keystore") + " are kept\npeer identity: ")
        .doesNotContain("generating");
    assertThat(folder.resolve("keystore/wallet")).hasBinaryContent(wallet);
  }

  @Test
  void givesItsNodeANewIdAndKeepsWalletAndContent() throws Exception {
    init(folder, TEST);
    byte[] wallet = Files.readAllBytes(folder.resolve("keystore/wallet"));
    out.reset();
    Home.rotate(folder, "old", new PrintStream(out, true, StandardCharsets.UTF_8));
    String told = out.toString(StandardCharsets.UTF_8);
    assertThat(told).startsWith("generating ED25519 keypair...done\npeer identity: 12D3");
    String id = told.strip().substring(told.strip().lastIndexOf(' ') + 1);
    try (StorageNode node = StorageNode.open(folder, "test")) {
      assertThat(node.config().json()).contains(id);
      assertThatThrownBy(() -> Home.rotate(folder, "older", System.err))
          .isInstanceOf(RepoLocked.class);
    }
    assertThat(folder.resolve("keystore/wallet")).hasBinaryContent(wallet);
  }

  @Test
  void leavesNothingWhenTheNetworkFileIsBroken() throws Exception {
    Path network = Files.writeString(folder.resolve("network"), "no network");
    Path home = folder.resolve("home");
    assertThatThrownBy(
            () -> init(home, new Home.Plan(Optional.of(network), List.of(ConfigProfile.TEST))))
        .isInstanceOf(StartFailed.class);
    assertThat(home).doesNotExist();
  }

  @Test
  void knowsItsProfilesByName() {
    assertThat(Home.Plan.profiles("")).isEmpty();
    assertThat(Home.Plan.profiles("server, test"))
        .containsExactly(ConfigProfile.SERVER, ConfigProfile.TEST);
    assertThatThrownBy(() -> Home.Plan.profiles("badgerds"))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("badgerds is not a profile: there are ");
  }
}
