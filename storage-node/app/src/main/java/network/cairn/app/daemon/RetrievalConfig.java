package network.cairn.app.daemon;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import network.cairn.http.retrieval.RetrievalRules;
import network.cairn.ipld.dag.Block;
import network.cairn.store.config.Config;

/// The keys below `HTTPRetrieval`.
final class RetrievalConfig {
  private static final int MOST_WORKERS = 1024;

  private RetrievalConfig() {}

  /// @throws StartFailed if a number is out of its bounds
  static RetrievalRules rules(Config config) {
    int workers = config.httpWorkers();
    if (workers < 1 || workers > MOST_WORKERS) {
      throw new StartFailed("HTTPRetrieval.NumWorkers must be 1 to " + MOST_WORKERS);
    }
    long block = config.httpBlockSize();
    if (block < 1 || block > Block.READ_LIMIT) {
      throw new StartFailed("HTTPRetrieval.MaxBlockSize must be 1B to 4MiB");
    }
    return new RetrievalRules(
        config.httpRetrieval(),
        hosts(config.httpAllowed()),
        hosts(config.httpDenied()),
        workers,
        (int) block,
        config.httpAnyCertificate());
  }

  private static Set<String> hosts(Collection<String> texts) {
    return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }
}
