package network.cairn.store.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.base.units.ByteSize;
import network.cairn.base.units.Durations;
import network.cairn.ipld.dag.Block;
import tools.jackson.databind.JsonNode;

/// Values that Kubo takes, of which this program has not all: each of the others counts as the
/// nearest that it has, which opens nothing that the value closes, and the user is told.
final class KuboValues {
  private static final Duration SHORTEST_INTERVAL = Duration.ofMinutes(10);
  private static final Duration LONGEST_INTERVAL = Duration.ofHours(32);

  /// How long records of the DHT live: whoever announces less often is not found.
  private static final Duration RECORD = Duration.ofDays(2);

  private static final String ALL = "all";
  private static final String ROOTS = "roots";
  private static final String PINNED = "pinned";
  private static final String MFS = "mfs";
  private static final String ENTITIES = "entities";
  private static final List<String> ALONE = List.of("", ALL, "flat");
  private static final Set<String> BASES = Set.of(PINNED, ROOTS, MFS);
  private static final Set<String> MODIFIERS = Set.of("unique", ENTITIES);

  /// Which blocks are announced where none are.
  static final String NONE = "none";

  private KuboValues() {}

  /// Whether this is a strategy of Kubo's: `all`, or some of `pinned`, `roots` and `mfs`, with what
  /// spares repeated walks.
  static boolean isStrategy(String text) {
    if (ALONE.contains(text)) {
      return true;
    }
    List<String> words = Arrays.asList(text.split("\\+", -1));
    Set<String> bases = new HashSet<>(words);
    boolean modified = bases.removeAll(MODIFIERS);
    return !bases.isEmpty() && BASES.containsAll(bases) && !(modified && bases.contains(ROOTS));
  }

  /// What a strategy of Kubo's is here: `all`, `pinned`, `roots` or [#NONE].
  static String strategy(String text) {
    if (ALONE.contains(text)) {
      return ALL;
    }
    List<String> words = Arrays.asList(text.split("\\+", -1));
    if (words.contains(PINNED)) {
      return PINNED;
    }
    return words.contains(ROOTS) ? ROOTS : NONE;
  }

  /// Whether Kubo takes this interval.
  static boolean isInterval(Duration interval) {
    return !interval.isNegative() && interval.compareTo(RECORD) <= 0;
  }

  /// How often all is announced again; zero for never.
  static Duration interval(Duration wanted) {
    if (wanted.isZero()) {
      return wanted;
    }
    Duration atLeast = wanted.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : wanted;
    return atLeast.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : atLeast;
  }

  /// Bytes of a block that is fetched.
  static int block(long wanted) {
    return (int) Math.min(wanted, Block.READ_LIMIT);
  }

  /// What of a value is taken otherwise than it says, as a sentence; empty if nothing is.
  static Optional<String> remark(Key key, JsonNode value) {
    if (!value.isString()) {
      return Optional.empty();
    }
    String text = value.asString();
    return said(key, text).map(what -> key.path + " \"" + text + "\" " + what);
  }

  private static Optional<String> said(Key key, String text) {
    return switch (key) {
      case PROVIDE_STRATEGY -> ofStrategy(text);
      case PROVIDE_INTERVAL -> ofInterval(Durations.parse(text));
      case RETRIEVAL_BLOCK ->
          ByteSize.parse(text) <= Block.READ_LIMIT
              ? Optional.empty()
              : Optional.of("counts as 4MiB: no larger block is read here");
      default -> Optional.empty();
    };
  }

  private static Optional<String> ofInterval(Duration wanted) {
    return wanted.equals(interval(wanted))
        ? Optional.empty()
        : Optional.of(
            "counts as the nearest of 10m to 32h: records live 48 hours, and one may wait for one"
                + " and a half intervals");
  }

  private static Optional<String> ofStrategy(String text) {
    List<String> words = Arrays.asList(text.split("\\+", -1));
    String strategy = strategy(text);
    if (strategy.equals(NONE)) {
      return Optional.of("announces nothing: there is no MFS here");
    }
    String counts = "counts as \"" + strategy + "\": ";
    if (words.contains(ENTITIES)) {
      return Optional.of(counts + "the parts of files are announced, too");
    }
    return words.contains(MFS) ? Optional.of(counts + "there is no MFS here") : Optional.empty();
  }
}
