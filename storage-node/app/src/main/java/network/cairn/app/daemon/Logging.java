package network.cairn.app.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import network.cairn.http.rpc.kubo.LogLevels;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/// How much this process writes to its log, by areas of the program. `logback.xml` says how a line
/// looks, and that text of others cannot forge one. Thread-safe; one for the process, as the log
/// is.
final class Logging implements LogLevels {
  /// What sets the levels of a start, strongest first. The second is Kubo's, whose areas need not
  /// be ours.
  private static final String OURS = "CAIRN_LOGGING";

  private static final String KUBO = "GOLOG_LOG_LEVEL";
  private static final String CONFIG = "Log.Level";

  /// Kubo's words beside ours.
  private static final Map<String, String> SAME =
      Map.of("warning", "warn", "dpanic", "error", "panic", "error", "fatal", "error");

  /// Kubo's areas that are one of ours.
  private static final Map<String, String> KUBOS = Map.of("core", "daemon");

  /// Kubo's word for the level of the rest.
  private static final String REST = "default";

  private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

  /// The areas in the order of `log ls`. A role that moves money says at INFO what it does; the
  /// rest speaks up when something is wrong.
  private enum Area {
    PROVIDER("info", "network.cairn.provider", "network.cairn.deals.provider"),
    MARKET("info", "network.cairn.market", "network.cairn.deals.market"),
    LEDGER("info", "network.cairn.ledger"),
    COMETBFT("warn", "cometbft"),
    DAEMON("info", "network.cairn.app"),
    STORE("warn", "network.cairn.store"),
    DOOR("warn", "network.cairn.http", "io.helidon"),
    SWARM("warn", "network.cairn.libp2p"),
    BITSWAP("warn", "network.cairn.content.exchange"),
    ROUTING("warn", "network.cairn.content.routing"),
    LOOPS("warn", "network.cairn.base");

    private final String standard;
    private final List<String> loggers;

    Area(String standard, String... loggers) {
      this.standard = standard;
      this.loggers = List.of(loggers);
    }

    String title() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    static Optional<Area> named(String name) {
      String title = KUBOS.getOrDefault(name, name);
      return Arrays.stream(values()).filter(area -> area.title().equals(title)).findFirst();
    }
  }

  /// Sets the levels of a process that stays: what its areas have by themselves, what the
  /// configuration says, what the environment says.
  ///
  /// @param configured as `warn,provider=debug`; empty if nothing is
  /// @throws StartFailed if an area or level is none
  static void start(Map<String, String> environment, Optional<String> configured) {
    for (Area area : Area.values()) {
      set(area, area.standard);
    }
    if (!brief(environment)) {
      configured.ifPresent(text -> apply(CONFIG, text, true));
    }
  }

  /// Sets the levels of a process that does one command: what the environment says, else warnings
  /// only.
  ///
  /// @return whether it says anything
  static boolean brief(Map<String, String> environment) {
    Optional<String> ours = Optional.ofNullable(environment.get(OURS));
    Optional<String> kubo = Optional.ofNullable(environment.get(KUBO));
    if (ours.isPresent()) {
      apply(OURS, ours.get(), true);
    } else {
      kubo.ifPresent(text -> apply(KUBO, text, false));
    }
    return ours.isPresent() || kubo.isPresent();
  }

  private static void apply(String source, String text, boolean strict) {
    List<String> alone = new ArrayList<>();
    SequencedMap<String, String> named = new LinkedHashMap<>();
    for (String word : text.split(",", -1)) {
      String one = word.strip();
      int equals = one.indexOf('=');
      if (equals >= 0) {
        named.put(one.substring(0, equals), one.substring(equals + 1));
      } else if (!one.isEmpty()) {
        alone.add(one);
      }
    }
    try {
      alone.forEach(level -> all(known(level)));
      named.forEach((area, level) -> {
        if (strict || Area.named(area).isPresent()) {
          set(area(area), known(level));
        }
      });
    } catch (IllegalArgumentException e) {
      throw new StartFailed(
          source + ": " + e.getMessage() + "; write it as warn or warn,provider=debug", e);
    }
  }

  @Override
  public SequencedMap<String, String> levels() {
    SequencedMap<String, String> levels = new LinkedHashMap<>();
    for (Area area : Area.values()) {
      levels.put(area.title(), level(area));
    }
    return levels;
  }

  @Override
  public String rest() {
    return text(root().getEffectiveLevel());
  }

  @Override
  public String level(String area) {
    return level(area(area));
  }

  private static String level(Area area) {
    return text(logger(area.loggers.getFirst()).getEffectiveLevel());
  }

  private static String text(Level level) {
    return level.toString().toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public String setAll(String level) {
    String now = wanted(level);
    all(now);
    return now;
  }

  @Override
  public String set(String area, String level) {
    String now = wanted(level);
    set(area(area), now);
    return now;
  }

  private String wanted(String level) {
    return level.equals(REST) ? rest() : known(level);
  }

  private static void all(String level) {
    for (Area area : Area.values()) {
      set(area, level);
    }
    root().setLevel(Level.toLevel(level));
  }

  private static void set(Area area, String level) {
    area.loggers.forEach(name -> logger(name).setLevel(Level.toLevel(level)));
  }

  private static Area area(String title) {
    return Area.named(title)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no area '"
                    + title
                    + "' of the log; there are "
                    + String.join(", ", Arrays.stream(Area.values()).map(Area::title).toList())));
  }

  private static String known(String level) {
    String lower = level.toLowerCase(java.util.Locale.ROOT);
    String ours = SAME.getOrDefault(lower, lower);
    if (!LEVELS.contains(ours)) {
      throw new IllegalArgumentException(
          "'" + level + "' is no level of the log; levels are " + String.join(", ", LEVELS));
    }
    return ours;
  }

  private static Logger root() {
    return logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private static Logger logger(String name) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    return (Logger) factory.getLogger(name);
  }
}
