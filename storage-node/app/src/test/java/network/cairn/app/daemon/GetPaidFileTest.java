package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A home that has nothing but the network file fetches a paid file by its CID: nobody names a
/// peer, and the client who paid is gone.
@Timeout(300)
final class GetPaidFileTest {
  private static final String UNKNOWN =
      "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";

  @TempDir private Path folder;
  private final byte[] content = Property.bytes(new Random(3), 3_000_000);
  private TestShell shell;
  private TestLedger ledger;

  @BeforeEach
  void start() throws IOException {
    shell = new TestShell(folder);
    ledger = new TestLedger(folder.resolve("ledger"));
    Files.write(folder.resolve("file"), content);
  }

  @AfterEach
  void stop() {
    ledger.close();
  }

  /// Has the file kept by whoever takes it, by a client who goes away; returns its CID.
  private String paid() throws Exception {
    Path client = folder.resolve("client");
    ledger.home(client);
    try (Daemon daemon = Daemon.start(client, Optional.empty(), () -> {})) {
      assertThat(daemon.api()).isNotNull();
      ledger.pay(client, "wallet", 10_000);
      ledger.blocks(2);
      shell.done(client, "put", "file", "--copies", "1", "--for", "20p", "--yes");
    }
    return shell.done(client, "add", "--only-hash", "-Q", "file").strip();
  }

  private Path fresh(String name) throws IOException {
    Path home = folder.resolve(name);
    ledger.home(home);
    return home;
  }

  @Test
  void withADaemonAndWithout() throws Exception {
    try (Daemon provider = ledger.provider(folder.resolve("provider"))) {
      assertThat(provider.api()).isNotNull();
      String cid = paid();
      Path alone = fresh("alone");
      Files.delete(alone.resolve("keystore").resolve("wallet"));
      Files.delete(alone.resolve("keystore").resolve("operator"));
      Files.delete(alone.resolve("token"));
      shell.done(alone, "get", "-o", "copy", cid);
      assertThat(folder.resolve("copy")).hasBinaryContent(content);

      Path online = fresh("online");
      try (Daemon daemon = Daemon.start(online, Optional.empty(), () -> {})) {
        assertThat(daemon.api()).isNotNull();
        shell.done(online, "get", "-o", "another", cid);
        assertThat(folder.resolve("another")).hasBinaryContent(content);
        assertThat(shell.fails(online, "get", "--timeout", "4s", UNKNOWN))
            .contains("context deadline exceeded")
            .contains("nobody gave it within")
            .contains("no provider of " + UNKNOWN + " was found");
      }
    }
  }

  @Test
  void saysThatTheLedgerDoesNotAnswer() throws Exception {
    Path alone = fresh("alone");
    ledger.close();
    assertThat(shell.fails(alone, "get", "--timeout", "4s", UNKNOWN))
        .contains("no peer is connected")
        .contains("no answer from the ledger at http://127.0.0.1:");
  }

  @Test
  void asksNobodyOfflineOrWithoutANetwork() throws Exception {
    Path alone = fresh("alone");
    assertThat(shell.fails(alone, "get", "--offline", UNKNOWN))
        .contains("block was not found locally (offline)");
    Path stranger = folder.resolve("stranger");
    TestDaemon.init(stranger);
    assertThat(shell.fails(stranger, "get", UNKNOWN))
        .contains("block was not found locally (offline)");
  }
}
