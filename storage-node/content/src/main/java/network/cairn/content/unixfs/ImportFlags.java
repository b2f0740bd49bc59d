package network.cairn.content.unixfs;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import network.cairn.base.tree.Attributes;
import network.cairn.base.units.ByteSize;
import network.cairn.content.unixfs.ImportOptions.AttributeRule;
import network.cairn.ipld.multicodec.Multicodec;

/// Import options as users write them: the names of `add`'s options on the command line and in the
/// RPC.
public final class ImportFlags {
  /// The profile that a home's configuration names.
  private static final String OF_THE_HOME = "home";

  private static final int DEFAULT_INLINED = 32;
  private static final int PERMISSIONS = 0777;
  private static final int MAX_NANOS = 999_999_999;

  private ImportFlags() {}

  /// What a home's configuration says of imports.
  ///
  /// @param profile the profile that the name `home` stands for
  /// @param set what is changed of every profile that the caller does not name, by the names of
  ///   options, and `hamt-threshold` and `size-estimation`, for which there are none
  public record Home(String profile, Map<String, String> set) {
    public Home {
      set = Map.copyOf(set);
    }

    /// A home that only names a profile.
    public static Home of(String profile) {
      return new Home(profile, Map.of());
    }
  }

  /// Builds options from named texts over a profile's.
  ///
  /// @param flags gives the text of an option, if it was given: `profile`, `cid-version`, `hash`,
  ///   `raw-leaves`, `chunker`, `max-file-links`, `max-directory-links`, `max-hamt-fanout`,
  ///   `trickle`, `inline`, `inline-limit`, `preserve-mode`, `preserve-mtime`, `mode`, `mtime`,
  ///   `mtime-nsecs`
  /// @param profile the profile where none is named
  /// @param home what counts unless the caller names a profile other than `home`
  /// @throws IllegalArgumentException naming the option that cannot be met
  public static ImportOptions options(
      Function<String, Optional<String>> flags, String profile, Home home) {
    String named = flags.apply("profile").orElse(profile);
    if (flags.apply("profile").isPresent() && !named.equals(OF_THE_HOME)) {
      return options(flags, ImportOptions.of(named));
    }
    return options(
        name -> flags.apply(name).or(() -> Optional.ofNullable(home.set.get(name))),
        sharding(home.set, ImportOptions.of(named.equals(OF_THE_HOME) ? home.profile : named)));
  }

  private static ImportOptions options(
      Function<String, Optional<String>> flags, ImportOptions base) {
    ImportOptions options = base;
    Optional<String> hash = flags.apply("hash");
    Optional<Integer> version = flags.apply("cid-version").map(v -> number("cid-version", v));
    if (version.isPresent()) {
      options = options.withCidVersion(version.get());
    }
    if (hash.isPresent()) {
      long code =
          Multicodec.code(hash.get())
              .orElseThrow(
                  () -> new IllegalArgumentException("unknown hash function '" + hash.get() + "'"));
      if (version.orElse(1) == 0 && code != Multicodec.SHA2_256) {
        throw new IllegalArgumentException("CIDv0 only supports sha2-256");
      }
      options = options.withHash(code);
    }
    Optional<String> raw = flags.apply("raw-leaves");
    if (raw.isPresent()) {
      options = options.withRawLeaves(raw.get().equals("true"));
    }
    options = options.withTrickle(isSet(flags, "trickle")).withInlined(inlined(flags));
    AttributeRule rule = attributes(flags);
    if (!rule.isNothing() && raw.filter("true"::equals).isPresent()) {
      throw new IllegalArgumentException(
          "raw-leaves can't be used with UnixFS metadata like mode or modification time");
    }
    options = options.withAttributes(rule);
    Optional<String> chunker = flags.apply("chunker");
    if (chunker.isPresent()) {
      options = options.withChunker(chunker.get());
    }
    Optional<Integer> links = flags.apply("max-file-links").map(v -> number("max-file-links", v));
    if (links.isPresent()) {
      options = options.withMaxFileLinks(links.get());
    }
    Optional<Integer> entries =
        flags.apply("max-directory-links").map(v -> number("max-directory-links", v));
    if (entries.isPresent()) {
      options = options.withMaxDirectoryLinks(entries.get());
    }
    Optional<Integer> fanout =
        flags.apply("max-hamt-fanout").map(v -> number("max-hamt-fanout", v));
    return fanout.isPresent() ? options.withHamtFanout(fanout.get()) : options;
  }

  /// When a directory is sharded for its size.
  private static ImportOptions sharding(Map<String, String> set, ImportOptions base) {
    SizeEstimation estimation = base.directories().estimation();
    String written = set.getOrDefault("hamt-threshold", "");
    long threshold = written.isEmpty() ? base.directories().threshold() : ByteSize.parse(written);
    String named = set.getOrDefault("size-estimation", "");
    return switch (named) {
      case "" -> base.withHamtThreshold(estimation, threshold);
      case "links" -> base.withHamtThreshold(SizeEstimation.LINKS_BYTES, threshold);
      case "block" -> base.withHamtThreshold(SizeEstimation.BLOCK_BYTES, threshold);
      case "disabled" -> base.withHamtThreshold(estimation, 0);
      default ->
          throw new IllegalArgumentException(
              "sizes of directories are estimated by links, by block or not (disabled), not by '"
                  + named
                  + "'");
    };
  }

  private static boolean isSet(Function<String, Optional<String>> flags, String name) {
    return flags.apply(name).filter("true"::equals).isPresent();
  }

  private static int inlined(Function<String, Optional<String>> flags) {
    if (!isSet(flags, "inline")) {
      return -1;
    }
    return flags.apply("inline-limit").map(v -> number("inline-limit", v)).orElse(DEFAULT_INLINED);
  }

  /// By Kubo's rules, of whom 0 means none; of a mode only what Go's `FileMode` has at the same
  /// place counts.
  private static AttributeRule attributes(Function<String, Optional<String>> flags) {
    long mode = flags.apply("mode").map(v -> anyNumber("mode", v)).orElse(0L);
    long seconds = flags.apply("mtime").map(v -> anyNumber("mtime", v)).orElse(0L);
    long nanos = flags.apply("mtime-nsecs").map(v -> anyNumber("mtime-nsecs", v)).orElse(0L);
    if (seconds == 0 && nanos != 0) {
      throw new IllegalArgumentException(
          "option \"mtime-nsecs\" requires \"mtime\" to be provided as well");
    }
    if (nanos < 0 || nanos > MAX_NANOS) {
      throw new IllegalArgumentException("mtime nanoseconds must be in range [1, 999999999]");
    }
    return new AttributeRule(
        isSet(flags, "preserve-mode"),
        isSet(flags, "preserve-mtime"),
        new Attributes(
            (int) (mode & PERMISSIONS),
            seconds == 0 ? Optional.empty() : Optional.of(instant(seconds, nanos))));
  }

  private static Instant instant(long seconds, long nanos) {
    try {
      return Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("mtime " + seconds + " is no time", e);
    }
  }

  /// Decimal, octal where a 0 comes first, or hexadecimal behind 0x.
  private static long anyNumber(String option, String text) {
    try {
      return Long.decode(text.startsWith("0o") ? "0" + text.substring(2) : text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " takes a number, not '" + text + "'", e);
    }
  }

  private static int number(String option, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " takes a number, not '" + text + "'", e);
    }
  }
}
