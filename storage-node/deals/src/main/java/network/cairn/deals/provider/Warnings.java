package network.cairn.deals.provider;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
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

  Warnings(ProviderMetrics metrics) {
    this.metrics = metrics;
  }

  /// @param key names the matter; repeated, only the text changes
  void raise(String key, String text) {
    synchronized (current) {
      if (text.equals(current.put(key, text))) {
        return;
      }
      if (current.size() > MOST) {
        current.remove(current.keySet().iterator().next());
      }
    }
    LOG.log(Level.WARNING, text);
    metrics.count(ProviderMetrics.Count.WARNINGS, 1);
  }

  void clear(String key) {
    synchronized (current) {
      current.remove(key);
    }
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
