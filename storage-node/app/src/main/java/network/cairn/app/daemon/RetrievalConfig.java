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
  private RetrievalConfig() {}

  /// @throws StartFailed if a number is out of its bounds
  static RetrievalRules rules(Config config) {
    long block = config.httpBlockSize();
    if (block < 1 || block > Block.READ_LIMIT) {
      throw new StartFailed("HTTPRetrieval.MaxBlockSize must be 1B to 4MiB");
    }
    return new RetrievalRules(
        config.httpRetrieval(),
        hosts(config.httpAllowed()),
        hosts(config.httpDenied()),
        config.httpWorkers(),
        (int) block,
        config.httpAnyCertificate());
  }

  private static Set<String> hosts(Collection<String> texts) {
    return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }
}
