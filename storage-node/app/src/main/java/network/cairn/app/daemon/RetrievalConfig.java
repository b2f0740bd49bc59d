package network.cairn.app.daemon;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import network.cairn.http.retrieval.RetrievalRules;
import network.cairn.store.config.Config;

/// The keys below `HTTPRetrieval`.
final class RetrievalConfig {
  private RetrievalConfig() {}

  static RetrievalRules rules(Config config) {
    return new RetrievalRules(
        config.httpRetrieval(),
        hosts(config.httpAllowed()),
        hosts(config.httpDenied()),
        config.httpWorkers(),
        config.httpBlockSize(),
        config.httpAnyCertificate());
  }

  private static Set<String> hosts(Collection<String> texts) {
    return texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }
}
