package network.cairn.ledger.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.cairn.base.hash.Sha256;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A move neither touches another chain's homes nor ends a chain whose next keys may be lost.
final class MovedHomesTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
  private static final String P2P = "127.0.0.1:26656";

  @TempDir Path folder;
  private final SplittableRandom random = new SplittableRandom(7);
  private LedgerHome old;

  private static LedgerHome.Plan plan(String chainId) {
    return LedgerHome.Plan.of(chainId, URI.create("http://127.0.0.1:5101"));
  }

  @BeforeEach
  void aChainOfOne() {
    old = LedgerHome.init(folder.resolve("old"), plan("cairn-dev-old"), random, CLOCK);
  }

  private Path next() {
    return folder.resolve("a").resolve("b");
  }

  private MovedHomes.Moved move(int count, MovedHomes.Forcing forcing) {
    return move(
        ValidatorHomes.numbered(
            "cairn-dev-old", old.network().ledgerUrl(), P2P, count, Optional.empty()),
        forcing);
  }

  private MovedHomes.Moved move(ValidatorsFile wanted, MovedHomes.Forcing forcing) {
    return MovedHomes.make(old, next(), wanted, random, new RealScheduler(), CLOCK, forcing);
  }

  private MovedHomes.Moved move(int count) {
    return move(count, _ -> {});
  }

  private static Map<String, String> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      Map<String, String> found = new TreeMap<>();
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        found.put(
            folder.relativize(file).toString(),
            HexFormat.of().formatHex(Sha256.of(Files.readAllBytes(file))));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The chain goes on here as if nothing had been asked.
  private void assertNotMoved() {
    try (LedgerHome.Running running = old.engine(CLOCK, LedgerMetrics.none())) {
      assertThat(running.engine().head().getHeight()).isZero();
    }
  }

  @Test
  void aFolderWithHomesOfAnotherChainIsLeftAlone() {
    ValidatorHomes.init(next(), plan("cairn-dev-other"), 3, P2P, random, CLOCK);
    Map<String, String> before = files(next());
    assertThatThrownBy(() -> move(4))
        .isInstanceOf(InvalidHome.class)
        .hasMessage(
            next().resolve("validator-1")
                + " is a home of another chain, or of another move of this one; choose another"
                + " folder");
    assertThat(files(next())).isEqualTo(before);
    assertNotMoved();
  }

  @Test
  void aHomeOfTheSameChainBeforeItsMoveIsLeftAlone() throws IOException {
    Path home = next().resolve("validator-2");
    Files.createDirectories(home);
    for (String name : List.of("genesis", "network")) {
      Files.copy(old.folder().resolve(name), home.resolve(name));
    }
    assertThatThrownBy(() -> move(4)).isInstanceOf(InvalidHome.class);
    assertThat(files(next())).containsOnlyKeys("validator-2/genesis", "validator-2/network");
    assertNotMoved();
  }

  @Test
  void whatWasInterruptedGoesOnAndLeavesWholeHomesAsTheyAre() throws IOException {
    MovedHomes.Moved first = move(3);
    Path edited = next().resolve("validator-1").resolve("consensus");
    Files.writeString(edited, Files.readString(edited) + "# an operator's\n");
    Map<String, String> before = files(next());
    Files.delete(next().resolve("validator-3").resolve("genesis"));
    MovedHomes.Moved again = move(3);
    assertThat(again.move()).isEqualTo(first.move());
    assertThat(again.homes()).hasSize(3);
    assertThat(files(next())).isEqualTo(before);
    assertThatThrownBy(() -> move(3)).hasMessageContaining("has a chain already");
    Map<String, String> treasuries = new TreeMap<>(before);
    treasuries.keySet().removeIf(name -> !name.endsWith("treasury"));
    assertThat(treasuries).containsOnlyKeys("validator-1/keystore/treasury");
  }

  @Test
  void homesOfAMoveToOthersAreLeftAlone() throws IOException {
    move(3);
    Map<String, String> before = files(next());
    assertThatThrownBy(() -> move(4))
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining("another move of this one");
    Map<String, String> after = files(next());
    after.keySet().removeIf(name -> name.startsWith("validator-4/keystore/"));
    assertThat(after).isEqualTo(before);
  }

  /// The chain ends only when the keys that it names, and the ways to them, are durable.
  @Test
  void theDirectoriesOfTheKeysAreDurableBeforeTheChainNamesThem() {
    List<Path> forced = new ArrayList<>();
    move(
        2,
        directory -> {
          assertNotMoved();
          assertThat(next().resolve("validator-2/keystore/node")).exists();
          forced.add(directory);
        });
    assertThat(forced)
        .contains(
            next().resolve("validator-1/keystore"),
            next().resolve("validator-1"),
            next().resolve("validator-2/keystore"),
            next().resolve("validator-2"),
            next(),
            folder.resolve("a"),
            folder);
  }

  @Test
  void keysThatCannotBeKeptEndNoChain() {
    assertThatThrownBy(() ->
            move(
                2,
                directory -> {
                  if (directory.equals(folder)) {
                    throw new IOException("no space");
                  }
                }))
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining("so the chain was not moved: " + folder + ": no space");
    assertNotMoved();
    assertThat(move(2).height()).isEqualTo(2);
  }

  private ValidatorsFile.Entry entry(String name, long power) {
    return new ValidatorsFile.Entry(
        name,
        power,
        name + ".example:26656",
        URI.create("http://" + name + ".example:5101"),
        Optional.empty());
  }

  private ValidatorsFile.Entry own(String name, long power) {
    return ValidatorHomes.keys(folder.resolve(name), entry(name, power), random);
  }

  /// Anna and Bert have made their keys; Carla's are made with the move.
  @Test
  void operatorsWhoMadeTheirOwnKeysTakeTheirFolders() throws IOException {
    ValidatorsFile wanted =
        new ValidatorsFile(List.of(own("anna", 10), own("bert", 7), entry("carla", 5)));
    MovedHomes.Moved moved = move(wanted, _ -> {});
    Map<String, String> made = files(next());
    made.keySet().removeIf(name -> !name.contains("keystore"));
    assertThat(made)
        .containsOnlyKeys(
            "keystore/treasury",
            "carla/keystore/beacon",
            "carla/keystore/node",
            "carla/keystore/operator",
            "carla/keystore/validator");
    assertThat(LedgerHome.open(next()).treasury().address()).isEqualTo(old.treasury().address());
    assertThat(moved.move().validators())
        .extracting(Genesis.Validator::power)
        .containsExactlyInAnyOrder(10L, 7L, 5L);

    Path sent = next().resolve("bert");
    ValidatorsFile file = ValidatorsFile.parse(Files.readString(sent.resolve("validators")));
    LedgerHome joined = ValidatorHomes.join(folder.resolve("bert"), file, sent.resolve("genesis"));
    assertThat(joined.move()).contains(moved.move());
    assertThat(joined.genesis()).isEqualTo(old.genesis());
    assertThat(LedgerHome.open(folder.resolve("bert")).move()).contains(moved.move());
    assertThat(files(folder.resolve("bert"))).containsAllEntriesOf(files(sent, "validators"));
    HomeVerification.Verified verified =
        joined.verify(folder.resolve("bert/verify"), (HomeVerification.Progress) _ -> {});
    assertThat(verified.height()).isEqualTo(moved.height());
    assertThat(verified.appHash()).isEqualTo(moved.appHash());
    assertThatThrownBy(() -> move(wanted, _ -> {})).hasMessageContaining("has a chain already");
  }

  private static Map<String, String> files(Path folder, String without) {
    Map<String, String> found = files(folder);
    found.remove(without);
    return found;
  }

  /// Also where CometBFT has been started and no block was committed.
  @Test
  void aHomeThatWasNeverStartedRestsWhereTheMoveEnds() throws IOException {
    MovedHomes.Moved moved = move(2);
    LedgerHome home = moved.homes().getLast();
    assertThat(moved.height()).isPositive();
    HomeAtRest rest = home.rest().orElseThrow();
    assertThat(rest.height()).isEqualTo(moved.height());
    assertThat(rest.going()).isEqualTo(HomeAtRest.Going.COMETBFT);
    Files.createDirectories(home.folder().resolve("comet/data/blockstore.db"));
    assertThat(home.rest()).contains(rest);
  }

  @Test
  void nobodyTakesAMoveToOthers() throws IOException {
    ValidatorsFile.Entry anna = own("anna", 10);
    move(new ValidatorsFile(List.of(anna, own("bert", 7))), _ -> {});
    Path genesis = next().resolve("anna/genesis");
    String text = Files.readString(next().resolve("anna/validators"));
    ValidatorsFile other = ValidatorsFile.parse(text.replace("power 7", "power 70"));
    assertThatThrownBy(() -> ValidatorHomes.join(folder.resolve("anna"), other, genesis))
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining("was not moved to the validators of the file");
    ValidatorsFile same = ValidatorsFile.parse(text);
    own("eve", 1);
    assertThatThrownBy(() -> ValidatorHomes.join(folder.resolve("eve"), same, genesis))
        .hasMessageContaining("are not those of a validator in the file");
    Files.writeString(genesis.resolveSibling("moved"), "?");
    assertThatThrownBy(() -> ValidatorHomes.join(folder.resolve("anna"), same, genesis))
        .hasMessageContaining("moved is damaged");
    assertThat(folder.resolve("anna/genesis")).doesNotExist();
  }

  @Test
  void aFileThatCannotBeMovedToEndsNoChain() {
    ValidatorsFile staked =
        new ValidatorsFile(
            List.of(
                ValidatorsFile.Entry.bonding(
                    "anna", Amount.ofCairn(50), "a:1", URI.create("http://a"))));
    assertThatThrownBy(() -> move(staked, _ -> {}))
        .isInstanceOf(InvalidHome.class)
        .hasMessageContaining("write 'power' in place of 'stake' for each");
    ValidatorsFile.Chain chain =
        new ValidatorsFile.Chain("cairn-dev-new", 1, old.treasury().address());
    ValidatorsFile other = new ValidatorsFile(Optional.of(chain), List.of(entry("anna", 1)));
    assertThatThrownBy(() -> move(other, _ -> {}))
        .hasMessage("the file of validators is of chain cairn-dev-new, not of cairn-dev-old");
    assertThat(next()).doesNotExist();
    assertNotMoved();
  }
}
