package network.cairn.deals.provider;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What needs somebody's attention: in the log and counted when it appears, in the status until it
/// is over. At most 100 at a time, the oldest go first. Thread-safe.
final class Warnings {
  private static final Logger LOG = System.getLogger("network.cairn.provider");
  private static final int MOST = 100;

  private final ProviderMetrics metrics;
  private final Map<String, String> current = new LinkedHashMap<>();

  /// What of each was last logged. Guarded by [#current].
  private final Map<String, String> logged = new HashMap<>();

  Warnings(ProviderMetrics metrics) {
    this.metrics = metrics;
  }

  /// @param key names the matter; repeated, only the text changes, and a text in which only numbers
  ///   are others, as heights are at each block, is not logged again
  void raise(String key, String text) {
    raise(key, text, withoutNumbers(text));
  }

  /// As [#raise(String, String)], for a number that matters: logged whenever the text is another.
  void count(String key, String text) {
    raise(key, text, text);
  }

  /// In the status only, of what the log tells otherwise.
  void show(String key, String text) {
    synchronized (current) {
      current.put(key, text);
      logged.put(key, text);
      bound();
    }
  }

  private void bound() {
    if (current.size() > MOST) {
      String oldest = current.keySet().iterator().next();
      current.remove(oldest);
      logged.remove(oldest);
    }
  }

  private void raise(String key, String text, String matter) {
    synchronized (current) {
      current.put(key, text);
      if (matter.equals(logged.put(key, matter))) {
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
      logged.remove(key);
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

  List<String> list() {
    synchronized (current) {
      return new ArrayList<>(current.values()).reversed();
    }
  }
}
