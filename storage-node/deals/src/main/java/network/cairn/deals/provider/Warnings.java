package network.cairn.deals.provider;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import network.cairn.base.time.Scheduler;

/// What needs somebody's attention: in the log and counted when it appears; in the status until it
/// is over, or, of what happened once, for a day. At most 100 at a time, the oldest go first.
/// Thread-safe.
final class Warnings {
  private static final Logger LOG = System.getLogger("network.cairn.provider");
  private static final int MOST = 100;

  /// What says no more than that no further deal is taken.
  private static final Set<String> BEARABLE = Set.of("full", "capacity");

  private static final Duration SHOWN = Duration.ofDays(1);

  private final ProviderMetrics metrics;
  private final Scheduler scheduler;
  private final Map<String, Entry> current = new LinkedHashMap<>();

  /// @param text as the log has it
  /// @param at when it happened, for the status; empty for what lasts
  /// @param matter what of it was last logged
  /// @param until when it is over by itself, on the scheduler's clock; empty for never
  private record Entry(String text, String at, String matter, OptionalLong until) {
    String shown() {
      return at + text;
    }
  }

  Warnings(ProviderMetrics metrics, Scheduler scheduler) {
    this.metrics = metrics;
    this.scheduler = scheduler;
  }

  /// A state of things that lasts until it is [#clear]ed.
  ///
  /// @param key names the matter; repeated, only the text changes, and a text in which only numbers
  ///   are others, as heights are at each block, is not logged again
  void raise(String key, String text) {
    enter(key, new Entry(text, "", withoutNumbers(text), OptionalLong.empty()));
  }

  /// Something that happened and that nobody will say is over: the status shows it with its time
  /// for a day after it was last said. Logged as [#raise(String, String)].
  void happened(String key, String text) {
    enter(key, passing(text, withoutNumbers(text)));
  }

  /// As [#happened(String, String)], for a number that matters: logged whenever the text is
  /// another.
  void count(String key, String text) {
    enter(key, passing(text, text));
  }

  /// As [#happened(String, String)] in the status only, of what the log tells otherwise.
  void show(String key, String text) {
    synchronized (current) {
      current.put(key, passing(text, text));
      bound();
    }
  }

  private Entry passing(String text, String matter) {
    return new Entry(
        text,
        Said.date(scheduler.epochMillis()) + ": ",
        matter,
        OptionalLong.of(scheduler.deadline(SHOWN)));
  }

  private void bound() {
    current
        .values()
        .removeIf(entry ->
            entry.until().isPresent() && scheduler.nanoTime() - entry.until().getAsLong() >= 0);
    if (current.size() > MOST) {
      current.remove(current.keySet().iterator().next());
    }
  }

  private void enter(String key, Entry entry) {
    String text = entry.text();
    synchronized (current) {
      bound();
      Entry before = current.put(key, entry);
      if (before != null && before.matter().equals(entry.matter())) {
        return;
      }
      bound();
    }
    LOG.log(Level.WARNING, text);
    metrics.count(ProviderMetrics.Count.WARNINGS, 1);
  }

  void clear(String key) {
    synchronized (current) {
      current.remove(key);
    }
  }

  private static String withoutNumbers(String text) {
    return text.chars()
        .filter(c -> c < '0' || c > '9')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /// Something bad that is over: in the log, not in the status.
  void alarm(String text) {
    LOG.log(Level.WARNING, text);
    metrics.count(ProviderMetrics.Count.WARNINGS, 1);
  }

  void note(String text) {
    LOG.log(Level.INFO, text);
  }

  /// What lasts and keeps the role from its work, newest first.
  List<String> standing() {
    synchronized (current) {
      return current.entrySet().stream()
          .filter(e -> e.getValue().until().isEmpty() && !BEARABLE.contains(e.getKey()))
          .map(e -> e.getValue().text())
          .toList()
          .reversed();
    }
  }

  List<String> list() {
    synchronized (current) {
      bound();
      return current.values().stream().map(Entry::shown).toList().reversed();
    }
  }
}
