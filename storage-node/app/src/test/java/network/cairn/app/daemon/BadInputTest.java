package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import network.cairn.cli.Output;
import network.cairn.cli.Shell;
import network.cairn.cli.Terminal;
import network.cairn.http.door.HttpDoor;
import network.cairn.http.rpc.LedgerHandler;
import network.cairn.ledger.api.LedgerService;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.types.Profile;
import network.cairn.store.config.Config;
import network.cairn.testing.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a user gets wrong, or the machine does, at the command line: exit code 1, one message
/// that says cause and next step, nothing lost. See docs/guide/troubleshooting.md.
@Timeout(120)
final class BadInputTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path home;

  @BeforeEach
  void init() throws IOException {
    home = folder.resolve("home");
    TestDaemon.init(home);
  }

  private int run(String... words) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new Output(out, true),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            true,
            false,
            false,
            Map.of("HOME", folder.toString(), "CAIRN_PATH", home.toString()),
            folder);
    return Shell.run(List.of(words), new NodeRoles(), terminal);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String done(String... words) {
    int code = run(words);
    assertThat(code).as(String.join(" ", words) + ": " + err).isZero();
    return text();
  }

  /// The one message of a command that must fail.
  private String fails(String... words) {
    assertThat(run(words)).as(String.join(" ", words)).isEqualTo(1);
    List<String> errors =
        err.toString(StandardCharsets.UTF_8).lines().filter(l -> l.startsWith("Error: ")).toList();
    assertThat(errors).as(err.toString(StandardCharsets.UTF_8)).hasSize(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .doesNotContain("\tat ")
        .doesNotContain("Exception");
    return errors.getFirst();
  }

  private String file(String name, int size) throws IOException {
    Files.write(folder.resolve(name), Property.bytes(new Random(size), size));
    return name;
  }

  private String add(String name) {
    return done("add", "-q", name).strip();
  }

  @Test
  void aFileThatIsNotThere() throws Exception {
    String kept = add(file("kept", 10_000));
    assertThat(fails("add", "kept", "nowhere")).contains("nowhere: no such file or directory");
    assertThat(done("pin", "ls", "--type", "recursive")).contains(kept);
  }

  @Test
  void aFileThatIsNotReadable() throws Exception {
    Path closed = folder.resolve(file("closed", 10));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    if (!Files.isReadable(closed)) { // The superuser reads everything.
      assertThat(fails("add", "closed")).contains("closed: permission denied");
    }
  }

  @Test
  void aFileWhoseReadingFails() {
    // The first page of a process is never mapped: reading it fails for everybody.
    String unreadable = "/proc/self/mem";
    assumeThat(Path.of(unreadable)).as("Linux").exists();
    assertThat(fails("add", unreadable)).contains("mem: Input/output error");
  }

  @Test
  void aFullDisk() throws Exception {
    String kept = add(file("kept", 10_000));
    Config.load(home).setText("Datastore.DiskReserve", "1000000TiB");
    assertThat(fails("add", file("more", 100_000)))
        .contains("no room")
        .contains("must stay free")
        .contains("free space on the disk");
    assertThat(done("cat", kept)).isNotEmpty();
    assertThat(done("pin", "ls", "--type", "recursive").lines()).hasSize(2);
  }

  @Test
  void aFullQuota() throws Exception {
    String kept = add(file("kept", 10_000));
    Config.load(home).setText("Datastore.StorageMax", "1KiB");
    assertThat(fails("add", file("more", 100_000)))
        .contains("of StorageMax 1024")
        .contains("repo gc")
        .contains("config Datastore.StorageMax");
    assertThat(done("cat", kept)).isNotEmpty();
    Config.load(home).setText("Datastore.StorageMax", "1GiB");
    assertThat(add("more")).startsWith("b");
  }

  @Test
  void aDamagedPack() throws Exception {
    String kept = add(file("kept", 10_000));
    String hit = add(file("hit", 300_000));
    byte[] content = Files.readAllBytes(folder.resolve("hit"));
    try (Stream<Path> packs = Files.list(home.resolve("blocks"))) {
      for (Path pack : packs.toList()) {
        damage(pack, content);
      }
    }
    assertThat(fails("repo", "verify")).contains("1 blocks were corrupt").contains("--drop");
    assertThat(text()).contains(" was corrupt (");
    assertThat(fails("repo", "verify")).contains("1 blocks were corrupt");
    assertThat(done("cat", kept)).isNotEmpty();
    done("repo", "verify", "--drop");
    assertThat(add("hit")).isEqualTo(hit);
    assertThat(done("repo", "verify")).contains("all blocks validated");
  }

  /// Changes a byte of the content where a pack has it.
  private static void damage(Path pack, byte[] content) throws IOException {
    byte[] bytes = Files.readAllBytes(pack);
    for (int at = 0; at + content.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + 64, content, 0, 64)) {
        bytes[at + content.length / 2]++;
        Files.write(pack, bytes);
        return;
      }
    }
  }

  @Test
  void aTornCar() throws Exception {
    String root = add(file("whole", 2_000_000));
    done("dag", "export", root);
    byte[] car = out.toByteArray();
    Files.write(folder.resolve("torn.car"), Arrays.copyOf(car, car.length - 1_000));
    home = folder.resolve("other");
    TestDaemon.init(home);
    assertThat(fails("dag", "import", "torn.car"))
        .contains("torn.car: CAR: cut off")
        .contains("nothing was pinned, get the file again");
    assertThat(done("pin", "ls", "--type", "recursive").lines())
        .containsExactly("QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn recursive");
    Files.write(folder.resolve("whole.car"), car);
    assertThat(done("dag", "import", "whole.car")).contains(root);
  }

  @Test
  void anUnknownFlagOrCommand() {
    assertThat(fails("add", "--nonsense", "x")).contains("unknown option \"--nonsense\"");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("cairn add --help");
    assertThat(fails("nonsense")).contains("Unknown Command \"nonsense\"");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("cairn --help");
  }

  @Test
  void noDaemon() throws Exception {
    assertThat(fails("put", file("some", 10))).contains("Try running 'cairn daemon' first");
    assertThat(fails("wallet", "balance")).contains("Try running 'cairn daemon' first");
    assertThat(fails("--api", "/ip4/127.0.0.1/tcp/1", "wallet", "balance"))
        .contains("cannot reach the daemon")
        .contains("cairn daemon");
  }

  @Test
  void aHomeThatIsNone() {
    home = folder.resolve("nothing");
    assertThat(fails("daemon")).contains("no cairn repository found").contains("cairn init");
    assertThat(fails("cat", "bafkqaaa")).contains("cairn init");
  }

  @Test
  void aWrongToken() throws Exception {
    try (Daemon daemon = Daemon.start(home, Optional.empty(), () -> {})) {
      assertThat(fails("--api-auth", "wrong", "wallet", "balance"))
          .contains("needs the token")
          .contains("--api-auth")
          .contains("file 'token'");
      String address = Files.readString(home.resolve("api")).strip();
      assertThat(fails("--api", address, "--api-auth", "wrong", "wallet", "balance"))
          .contains("needs the token")
          .contains("--api-auth")
          .contains("file 'token'");
      assertThat(fails("wallet", "balance"))
          .contains("belongs to no network")
          .contains("cairn init --network");
      assertThat(daemon.api()).isNotNull();
    }
  }

  @Test
  void aTakenPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "/ip4/127.0.0.1/tcp/" + taken.getLocalPort();
      Config.load(home).setText("Addresses.API", address);
      assertThat(fails("daemon")).contains("the port is taken").contains("Addresses.API");
      Config.load(home).setText("Addresses.API", "/ip4/127.0.0.1/tcp/0");
      Config.load(home).setJson("Addresses.Swarm", "[\"" + address + "\"]");
      assertThat(fails("daemon")).contains(address).contains("Addresses.Swarm");
      done("ledger", "init", "--dev", "--home", "ledger");
      assertThat(
              fails(
                  "ledger",
                  "start",
                  "--home",
                  "ledger",
                  "--listen",
                  "127.0.0.1:" + taken.getLocalPort()))
          .contains("the port is taken")
          .contains("--listen");
    }
    assertThat(home.resolve("api")).doesNotExist();
    assertThat(done("repo", "verify")).contains("all blocks validated");
  }

  private static String refused(String text) {
    assertThat(text).contains("network file").contains("cairn ledger init");
    return text;
  }

  @Test
  void aWrongNetworkFileAtInit() throws Exception {
    home = folder.resolve("fresh");
    assertThat(refused(fails("init", "--network", "nowhere"))).contains("is missing");
    Files.writeString(folder.resolve("json"), "{\"chain\": 1}\n");
    assertThat(refused(fails("init", "--network", "json"))).contains("the first line is not");
    Files.write(folder.resolve("noise"), new byte[] {(byte) 0xff, 0, (byte) 0xfe});
    assertThat(refused(fails("init", "--network", "noise"))).contains("it is no text");
    Files.write(folder.resolve("huge"), new byte[1 << 20]);
    assertThat(refused(fails("init", "--network", "huge"))).contains("too long");
    done("ledger", "init", "--dev", "--home", "ledger");
    String good = Files.readString(folder.resolve("ledger/network"));
    Files.writeString(folder.resolve("cut"), good.substring(0, good.length() / 2));
    assertThat(refused(fails("init", "--network", "cut"))).contains("broken");
    Files.writeString(folder.resolve("other"), good.replace("chain-id cairn-dev-", "chain-id X!"));
    assertThat(refused(fails("init", "--network", "other"))).contains("chain-id");
    assertThat(home.resolve("config")).doesNotExist();
    assertThat(home.resolve("keystore")).doesNotExist();
    done("init", "--network", "ledger/network");
    assertThat(home.resolve("network")).hasContent(good);
  }

  private void join(String network) throws IOException {
    Files.writeString(home.resolve("network"), network);
    Config.load(home).setText("Ledger.Network", "network");
  }

  @Test
  void aWrongNetworkFileAtTheDaemonsStart() throws Exception {
    Config.load(home).setText("Ledger.Network", "network");
    assertThat(refused(fails("daemon"))).contains("is missing");
    join("{\"chain\": 1}");
    assertThat(refused(fails("daemon"))).contains("the first line is not");
    LedgerHome own = ledger("own");
    LedgerHome other = ledger("other");
    try (LedgerHome.Running running = other.engine(InstantSource.system(), LedgerMetrics.none());
        HttpDoor door = door(running)) {
      running.engine().start();
      assertThat(running.engine().awaitHeight(2, Duration.ofSeconds(60))).isTrue();
      URI url = URI.create("http://127.0.0.1:" + door.port());
      join(NetworkFile.of(own.genesis(), url).format());
      assertThat(fails("daemon"))
          .contains("is not the one of the network file")
          .contains(own.network().chainId())
          .contains(other.network().chainId())
          .contains("ledger-url");
      join(NetworkFile.of(other.genesis(), url).format());
      Daemon.start(home, Optional.empty(), () -> {}).close();
    }
  }

  private LedgerHome ledger(String name) {
    return LedgerHome.init(
        folder.resolve("ledger-" + name),
        LedgerHome.Plan.of("cairn-dev-" + name, URI.create("http://127.0.0.1:1")),
        new SecureRandom(),
        InstantSource.system());
  }

  private static HttpDoor door(LedgerHome.Running running) throws IOException {
    LedgerService service = new LedgerService(new LocalLedger(running.engine()));
    return HttpDoor.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        "cairn/test",
        Map.of(LedgerService.PREFIX, new LedgerHandler(service, Profile.DEV, 8, 8)));
  }

  @Test
  void anotherChainsNetworkFileInAHomeThatHasAgreements() throws Exception {
    join(ledger("first").network().format());
    try (Daemon daemon = Daemon.start(home, Optional.empty(), () -> {})) {
      assertThat(daemon.api()).isNotNull();
    }
    try (StorageNode node = StorageNode.open(home, "test")) {
      node.repository().state().put("market/agreement/1", new byte[] {8, 1});
    }
    String first = Files.readString(home.resolve("network"));
    join(ledger("second").network().format());
    assertThat(fails("daemon"))
        .contains("cairn-dev-second")
        .contains("of another chain")
        .contains("put its own network file back");
    join(first);
    Daemon.start(home, Optional.empty(), () -> {}).close();
  }

  @Test
  void aLedgerThatIsDown() throws Exception {
    join(ledger("down").network().format());
    try (Daemon daemon = Daemon.start(home, Optional.empty(), () -> {})) {
      assertThat(daemon.api()).isNotNull();
      for (String call : List.of("wallet balance", "agreement ls", "ledger status")) {
        assertThat(fails(call.split(" ")))
            .contains("no answer from the ledger at http://127.0.0.1:1")
            .contains("try again")
            .doesNotContain("null");
      }
      String root = add(file("some", 1_000));
      assertThat(fails("put", "--cid", root, "--yes")).contains("no answer from the ledger");
      assertThat(done("cat", root)).isNotEmpty();
    }
  }

  @Test
  void aForgedReceipt() throws Exception {
    Files.writeString(folder.resolve("network"), ledger("x").network().format());
    Files.write(folder.resolve("forged"), Property.bytes(new Random(1), 500));
    assertThat(fails("receipt", "verify", "forged", "--network", "network"))
        .contains("NOT PROVEN")
        .contains("cairn receipt get");
    assertThat(fails("receipt", "verify", "nowhere", "--network", "network"))
        .contains("no such file");
    assertThat(fails("receipt", "verify", "forged")).contains("--network");
  }

  @Test
  void aLedgersHomeThatIsDamagedOrWrong() throws Exception {
    assertThat(fails("ledger", "start", "--home", "none")).contains("cairn ledger init");
    assertThat(fails("ledger", "init", "--home", "bad", "--chain-id", "Bad!")).contains("chain-id");
    assertThat(fails("ledger", "init", "--dev", "--home", "bad", "--url", "ftp://x"))
        .contains("ledger-url");
    done("ledger", "init", "--dev", "--home", "bad");
    assertThat(fails("ledger", "start", "--home", "bad", "--history", "5")).contains("--history");
    Files.writeString(folder.resolve("bad/network"), "nonsense");
    assertThat(fails("ledger", "start", "--home", "bad")).contains("network file").contains("bad");
    Files.write(folder.resolve("bad/genesis"), new byte[] {1, 2, 3});
    assertThat(fails("ledger", "start", "--home", "bad")).contains("genesis").contains("restore");
  }
}
