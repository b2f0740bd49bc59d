package network.cairn.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.cairn.base.hash.Sha256;
import network.cairn.deals.provider.prover.CorruptPiece;
import network.cairn.deals.provider.prover.PieceHasher;
import network.cairn.deals.provider.prover.PieceReader;
import network.cairn.deals.provider.prover.Prover;
import network.cairn.deals.provider.prover.UnusableCache;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.client.HeadFile;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.genesis.InvalidHome;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.store.StoreFailure;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.ledger.wallet.KeyFileFault;
import network.cairn.libp2p.peerstore.Peerstore;
import network.cairn.store.config.Config;
import network.cairn.store.config.InvalidConfig;
import network.cairn.store.keys.Keystore;
import network.cairn.store.keys.Token;
import network.cairn.store.repo.RepoUnusable;
import network.cairn.testing.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A bit flips in any file of a home, or any file is cut, and the home is opened and read as a
/// start and its commands do. Whatever was damaged is named with a way out, or everything that is
/// read is the truth; no byte is lost. `-Ddamages=N` damages N times, `-Dproperty.seed=N` others.
@Timeout(900)
final class DamagedHomesTest {
  private static final int DAMAGES = Integer.getInteger("damages", 40);
  private static final long SEED = Long.getLong("property.seed", 1);

  /// What a message that says what to do has one of.
  private static final List<String> CURES =
      List.of(
          "restore",
          "backup",
          "put a good copy",
          "Put a copy",
          "delete",
          "move ",
          "cairn ",
          "correct",
          "--drop",
          "is made again",
          "get a newer",
          "use the program that made it");

  @TempDir private Path folder;
  private TestShell shell;

  /// How one damage ended.
  private enum End {
    NAMED,
    MENDED,
    MOVED_ASIDE,
    UNHARMED
  }

  /// Reads a home as a start and commands do; each answer by what it is of.
  private interface Reader {
    Map<String, String> read(Path home) throws Exception;
  }

  private record Kind(String name, Path whole, Reader reader, Map<String, String> truth) {}

  @BeforeEach
  void makeShell() {
    shell = new TestShell(folder);
  }

  @Test
  void whateverIsDamagedIsNamedOrMendedAndNothingIsLost() throws Exception {
    try (TestLedger ledger = new TestLedger(folder.resolve("ledger"))) {
      damage(build(ledger));
    }
  }

  private void damage(List<Kind> kinds) throws IOException {
    Map<String, Map<End, Integer>> counts = new TreeMap<>();
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < DAMAGES; i++) {
      Random random = new Random(SEED * 1_000_003 + i);
      Kind kind = kinds.get(random.nextInt(kinds.size()));
      Damage damage = Damage.of(kind.whole(), random);
      Path home = folder.resolve("damaged-" + i);
      copy(kind.whole(), home);
      damage.apply(home);
      String where = kind.name() + " " + damage;
      try {
        End end = judge(kind, damage, home);
        counts
            .computeIfAbsent(kind.name() + " " + damage.kind(), _ -> new TreeMap<>())
            .merge(end, 1, Integer::sum);
      } catch (AssertionError | Exception e) {
        faults.add("damage " + i + " of " + where + ": " + brief(e));
      }
      delete(home);
    }
    counts.forEach((what, ends) -> System.out.println("damages: " + what + " " + ends));
    faults.forEach(fault -> System.out.println("FAULT " + fault));
    assertThat(faults).isEmpty();
  }

  private static String brief(Throwable e) {
    StringBuilder text = new StringBuilder(e.toString());
    if (!(e instanceof AssertionError)) {
      Arrays.stream(e.getStackTrace()).limit(12).forEach(at -> text.append("\n    ").append(at));
      if (e.getCause() != null) {
        text.append("\n  cause ").append(e.getCause());
      }
    }
    return text.toString();
  }

  private End judge(Kind kind, Damage damage, Path home) throws Exception {
    byte[] damaged = Files.readAllBytes(home.resolve(damage.file()));
    Map<String, String> read = kind.reader().read(home);
    boolean ofAnotherLedger =
        !kind.name().equals("ledger")
            && damage.file().endsWith("network")
            && !Objects.equals(read.get("network"), kind.truth().get("network"));
    List<String> messages = new ArrayList<>();
    read.forEach((what, answer) -> {
      if (answer.startsWith(PROBLEM)) {
        messages.add(answer);
      } else if (!damage.isOfPeople() && !ofAnotherLedger) {
        assertThat(answer).as(what).isEqualTo(kind.truth().get(what));
      }
    });
    if (ofAnotherLedger && messages.isEmpty()) {
      messages.add(joins(home));
    }
    for (String message : messages) {
      assertThat(message).doesNotContain("Exception").doesNotContain("\tat ");
    }
    if (!messages.isEmpty()) {
      assertThat(messages)
          .as("names " + damage + " and a way out")
          .anyMatch(message ->
              damage.names().stream().anyMatch(message::contains)
                  && CURES.stream().anyMatch(message::contains));
    }
    keepsOthers(kind, damage, home);
    return end(kind, damage, home, damaged, messages.isEmpty());
  }

  /// A network file that reads as that of another ledger: starting says so, or asking it.
  private String joins(Path home) throws IOException {
    try (Daemon daemon = Daemon.start(home, Optional.empty(), () -> {})) {
      assertThat(daemon.addresses()).isNotEmpty();
      String told = shell(home, "wallet", "balance");
      assertThat(told).startsWith(PROBLEM);
      return told;
    } catch (StartFailed e) {
      return PROBLEM + e.getMessage();
    }
  }

  private static void keepsOthers(Kind kind, Damage damage, Path home) throws IOException {
    for (Path file : files(kind.whole())) {
      String name = file.toString();
      // Tables' rows were compared.
      if (!name.endsWith(".mdb") && !name.endsWith("lock") && !file.equals(damage.file())) {
        assertThat(Files.readAllBytes(home.resolve(file)))
            .as("whole file " + file)
            .isEqualTo(Files.readAllBytes(kind.whole().resolve(file)));
      }
    }
  }

  private static End end(Kind kind, Damage damage, Path home, byte[] damaged, boolean quiet)
      throws IOException {
    Path file = home.resolve(damage.file());
    byte[] now = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    byte[] whole = Files.readAllBytes(kind.whole().resolve(damage.file()));
    if (Arrays.equals(now, damaged)) {
      return quiet ? End.UNHARMED : End.NAMED;
    }
    if (isAside(home, now, damaged)) {
      return End.MOVED_ASIDE;
    }
    boolean tables = file.toString().endsWith(".mdb");
    boolean own = damage.isDerived() || tables || file.endsWith("repo.lock");
    assertThat(Arrays.equals(now, whole) || (own && quiet))
        .as("the damaged bytes of " + damage + " are still there")
        .isTrue();
    return quiet && !tables ? End.MENDED : End.UNHARMED;
  }

  /// The whole of it under another name or in another folder beside, or what is missing at its end.
  private static boolean isAside(Path home, byte[] now, byte[] damaged) throws IOException {
    for (Path other : files(home)) {
      String name = other.toString();
      if (name.contains(".damaged-") || name.contains(".torn-")) {
        byte[] bytes = Files.readAllBytes(home.resolve(other));
        byte[] joined = Arrays.copyOf(now, now.length + bytes.length);
        System.arraycopy(bytes, 0, joined, now.length, bytes.length);
        if (Arrays.equals(bytes, damaged) || Arrays.equals(joined, damaged)) {
          return true;
        }
      }
    }
    return false;
  }

  // The homes

  private List<Kind> build(TestLedger ledger) throws Exception {
    Path client = folder.resolve("client");
    Path provider = folder.resolve("provider");
    Files.write(folder.resolve("file"), Property.bytes(new Random(1), 600_000));
    Files.write(folder.resolve("other"), Property.bytes(new Random(2), 90_000));
    ledger.home(client);
    try (Daemon own = Daemon.start(client, Optional.empty(), () -> {});
        Daemon other = ledger.provider(provider)) {
      assertThat(own.api()).isNotEqualTo(other.api());
      ledger.pay(client, "wallet", 10_000);
      ledger.blocks(2);
      shell.done(client, "add", "-q", "other");
      shell.done(client, "put", "file", "--copies", "1", "--for", "20p", "--yes");
      shell.done(client, "key", "gen", "letters");
    }
    ledger.close();
    copy(folder.resolve("ledger"), folder.resolve("stopped"));
    ledger.restart();
    return List.of(
        kind("client", client, this::node),
        kind("provider", provider, this::node),
        kind("ledger", folder.resolve("stopped"), this::ledger));
  }

  private Kind kind(String name, Path whole, Reader reader) throws Exception {
    Path home = folder.resolve("whole-" + name);
    copy(whole, home);
    Map<String, String> truth = reader.read(home);
    truth.forEach((what, answer) -> {
      assertThat(answer).as(name + " " + what).doesNotStartWith(PROBLEM);
    });
    delete(home);
    return new Kind(name, whole, reader, truth);
  }

  private static final String PROBLEM = "problem: ";

  private interface Answer {
    String get() throws Exception;
  }

  /// What the roles turn into one line for the user; anything else is a fault.
  private static void ask(Map<String, String> read, String what, Answer answer) throws Exception {
    try {
      read.put(what, answer.get());
    } catch (StartFailed
        | InvalidConfig
        | RepoUnusable
        | InvalidHome
        | KeyFileFault
        | DamagedLedger
        | StoreFailure
        | HeadFile.Damaged
        | HeadFile.OfAnotherChain
        | CorruptPiece
        | UncheckedIOException
        | IOException e) {
      read.put(what, PROBLEM + e.getMessage());
    }
  }

  private String shell(Path home, String... words) {
    if (shell.run(home, words) == 0) {
      return shell.out();
    }
    String error = PROBLEM + shell.out() + shell.err();
    assertThat(shell.err()).contains("Error: ");
    return error;
  }

  private Map<String, String> node(Path home) throws Exception {
    Map<String, String> read = new LinkedHashMap<>();
    read.put("blocks", verified(home));
    ask(read, "config", () -> Config.load(home).json());
    ask(read, "token", () -> Token.ofHome(home, new SecureRandom()).toString());
    for (String key : List.of("wallet", "operator")) {
      ask(read, key, () -> KeyFile.read(home.resolve("keystore").resolve(key)).address() + "");
    }
    ask(read, "network", () -> network(home).map(NetworkFile::format).orElse("none"));
    ask(read, "ledger-head", () -> head(home));
    ask(read, "peers", () -> peers(home));
    ask(read, "keys", () -> Keystore.open(home, new SecureRandom()).list().toString());
    ask(read, "rows", () -> rows(home));
    Path pieces = home.resolve("pieces");
    if (Files.isDirectory(pieces)) {
      try (Stream<Path> files = Files.list(pieces)) {
        for (Path piece : files.filter(Files::isRegularFile).toList()) {
          ask(read, "proof", () -> proof(home, piece));
        }
      }
    }
    return read;
  }

  /// Progress is told by time, so only the end counts.
  private String verified(Path home) {
    String told = shell(home, "repo", "verify");
    return told.contains("all blocks validated") ? "all blocks validated" : told;
  }

  private static Optional<NetworkFile> network(Path home) throws IOException {
    return LedgerSide.network(home, Config.load(home));
  }

  private static String head(Path home) throws IOException {
    return network(home)
        .flatMap(network -> HeadFile.of(home, network.chainId(), network.chainRef()).load())
        .map(head -> Long.toString(head.height()))
        .orElse("none");
  }

  private static String peers(Path home) throws IOException {
    new PeerFile(home).load(new Peerstore(1000, 1 << 20));
    return "a hint";
  }

  /// Pins, agreements, duties: all that only the index has; and each block by its hash.
  private static String rows(Path home) throws IOException {
    StringBuilder rows = new StringBuilder();
    try (StorageNode node = StorageNode.open(home, "test")) {
      node.repository().pins().list().forEach(pin -> rows.append(pin).append('\n'));
      node.repository()
          .state()
          .scan("", (name, value) -> rows.append(name).append(' ').append(hex(value)));
      rows.append(node.keys().peerId());
      rows.append(node.repository().stat().store().blocks());
    }
    return rows.toString();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.of(bytes));
  }

  private static String proof(Path home, Path file) throws IOException {
    String name = file.getFileName().toString();
    PieceCid piece = PieceCid.parse(Cid.parse(name.substring(0, name.length() - ".car".length())));
    Prover prover = Prover.open(home.resolve("trees"), new PieceHasher(Runnable::run, 1));
    long[] leaves = {0, piece.leafCount() / 2, piece.leafCount() - 1};
    byte[] bytes = Files.readAllBytes(file);
    PieceReader reader =
        (into, at) -> {
          if (at >= bytes.length) {
            return -1;
          }
          int length = (int) Math.min(into.remaining(), bytes.length - at);
          into.put(bytes, (int) at, length);
          return length;
        };
    try {
      return hex(prover.prove(piece, reader, leaves));
    } catch (UnusableCache e) {
      prover.rebuild(piece, reader);
      return hex(prover.prove(piece, reader, leaves));
    }
  }

  private Map<String, String> ledger(Path home) throws Exception {
    Map<String, String> read = new LinkedHashMap<>();
    read.put("verify", shell(folder, "ledger", "verify", "--home", home.toString()));
    ask(read, "treasury", () -> LedgerHome.open(home).treasury().address() + "");
    ask(
        read,
        "state",
        () -> {
          LedgerHome opened = LedgerHome.open(home);
          try (LedgerHome.Running running =
              opened.engine(InstantSource.system(), LedgerMetrics.none())) {
            Engine engine = running.engine();
            return hex(engine.head().toByteArray())
                + engine.<String>read(state ->
                    new LedgerView(state)
                        .account(opened.treasury().address())
                        .orElseThrow()
                        .balance()
                        .toString());
          }
        });
    return read;
  }

  // Damage

  /// One file of a home with one bit flipped, or cut.
  private record Damage(Path file, long at, int bit) {
    static Damage of(Path whole, Random random) throws IOException {
      List<Path> files = new ArrayList<>();
      for (Path file : files(whole)) {
        if (Files.size(whole.resolve(file)) > 0) {
          files.add(file);
        }
      }
      Path file = files.get(random.nextInt(files.size()));
      long at = random.nextLong(Files.size(whole.resolve(file)));
      return new Damage(file, at, random.nextInt(3) == 0 ? -1 : random.nextInt(8));
    }

    void apply(Path home) throws IOException {
      byte[] bytes = Files.readAllBytes(home.resolve(file));
      if (bit < 0) {
        Files.write(home.resolve(file), Arrays.copyOf(bytes, (int) at));
      } else {
        bytes[(int) at] ^= (byte) (1 << bit);
        Files.write(home.resolve(file), bytes);
      }
    }

    /// What people write and change themselves: it has no other truth than what it says.
    boolean isOfPeople() {
      return file.endsWith("config");
    }

    /// What can be made again from other files.
    boolean isDerived() {
      return file.toString().endsWith(".tree");
    }

    /// How messages call it.
    List<String> names() {
      String name = file.getFileName().toString();
      return List.of(name, name.replace(".tree", ".car"));
    }

    String kind() {
      String name = file.getFileName().toString();
      String parent = file.getNameCount() > 1 ? file.getName(0) + "/" : "";
      int dot = name.lastIndexOf('.');
      boolean many = dot > 0 && !name.endsWith(".mdb");
      return parent + (many ? "*" + name.substring(dot) : name.startsWith("key_") ? "key_*" : name);
    }

    @Override
    public String toString() {
      return file + (bit < 0 ? " cut at " : " flipped bit " + bit + " at ") + at;
    }
  }

  // Folders

  private static List<Path> files(Path home) throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      return all.filter(Files::isRegularFile).map(home::relativize).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(
            path, to.resolve(from.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static void delete(Path home) throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      for (Path path : all.toList().reversed()) {
        Files.delete(path);
      }
    }
  }
}
