package network.cairn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import network.cairn.base.ports.FreePorts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every command of README.md and of the guides, run as it is written.
@Tag("interop")
@Timeout(1800)
@ExtendWith(LateCleanup.class)
class GuidesIT {
  private static final String CID = "\"$(cairn add --only-hash -Q ~/photo.jpg)\"";
  private static final String NETWORK = "~/.cairn-testnet/ledger/network";
  private static final String TESTNET = "cairn testnet up\n";

  /// A client of the testnet, as the first guide leaves it.
  private static final String CLIENT = TESTNET + "export CAIRN_PATH=~/.cairn-testnet/client\n";

  /// Another node that has the photo, and where it listens.
  private static final String FRIEND =
      """
      CAIRN_PATH=~/friend cairn init
      CAIRN_PATH=~/friend cairn add ~/photo.jpg
      CAIRN_PATH=~/friend cairn daemon >~/friend.log 2>&1 &
      ready ~/friend.log 'Daemon is ready' $!
      friend=$(CAIRN_PATH=~/friend cairn id -f '<addrs>' | grep /ip4/127.0.0.1/ | head -1)
      """;

  private Path home;
  private Path root;

  @BeforeEach
  void find(Path empty) {
    home = empty;
    root = root();
  }

  private static Path root() {
    return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
        .filter(folder -> Files.isDirectory(folder.resolve("docs/guide")))
        .findFirst()
        .orElseThrow();
  }

  private Guide guide(String name) {
    return new Guide(root.resolve("docs/guide").resolve(name));
  }

  private void run(Guide guide) throws IOException {
    guide.run(Prerequisite.of("cairn.bin", "Cairn launcher"), home);
  }

  private static int freePort() throws IOException {
    return FreePorts.any(1, new Random()).getFirst();
  }

  @Test
  void firstSteps() throws IOException {
    run(
        guide("first-steps.md")
            .after(FRIEND)
            // What CI runs by itself, and README.md says first.
            .replacing("cairn demo", "true")
            .replacing("CID", CID)
            .replacing("/ip4/192.0.2.7/tcp/4001/p2p/12D3KooW…", "\"$friend\"")
            .replacing("--for 30p", "--for 30p --yes"));
  }

  @Test
  void pinning() throws IOException {
    run(
        guide("pinning.md")
            .after(FRIEND + CLIENT)
            .replacing("CID", CID)
            .replacing("MULTIADDR", "\"$friend\"")
            .replacing("--copies 3", "--copies 3 --yes")
            .replacing("terminate 1", "terminate --yes 1")
            .replacing("FILE", NETWORK));
  }

  @Test
  void provider() throws IOException {
    run(
        guide("provider.md")
            .after(TESTNET + "export CAIRN_PATH=~/mine\n")
            .replacing("FILE", NETWORK)
            .replacing(
                "ADDRESS", "\"$(cairn provider status | grep -o 'tcairn1[a-z0-9]*' | head -1)\"")
            .before(
                "cairn provider taking",
                "CAIRN_PATH=~/.cairn-testnet/client cairn put ~/photo.jpg --copies 1 --for 30p"
                    + " --yes")
            .replacing(
                "SET",
                "\"$(cairn provider status --enc=json | grep -o '\"Sets\":\\[{\"Set\":\"\\?[0-9]*'"
                    + " | grep -o '[0-9]*$')\""));
  }

  @Test
  void ledger() throws IOException {
    run(
        guide("ledger.md")
            .replacing("5101", Integer.toString(freePort()))
            .before(
                "cairn ledger transfer",
                "cairn init --network ~/.cairn-ledger/network\n"
                    + "cairn daemon >~/daemon.log 2>&1 &\n"
                    + "ready ~/daemon.log 'Daemon is ready' $!")
            .replacing("ADDRESS", "\"$(cairn wallet address)\"")
            .before("cairn ledger verify", "stop $last"));
  }

  /// README.md's commands are CI's own first and last.
  @Test
  void readme() throws IOException {
    String ci = Files.readString(root.resolve(".ci/run"));
    assertThat(Guide.commands(root.resolve("README.md")))
        .isNotEmpty()
        .allSatisfy(command -> assertThat(ci).contains(command.replace(" [FILE]", "")));
  }

  @Test
  void noGuideIsLeftOut() throws IOException {
    Set<String> withCommands = new TreeSet<>();
    try (Stream<Path> guides = Files.list(root.resolve("docs/guide"))) {
      for (Path guide : guides.toList()) {
        if (!Guide.commands(guide).isEmpty()) {
          withCommands.add(guide.getFileName().toString());
        }
      }
    }
    assertThat(withCommands)
        .containsExactlyElementsOf(
            List.of("first-steps.md", "ledger.md", "pinning.md", "provider.md"));
  }
}
