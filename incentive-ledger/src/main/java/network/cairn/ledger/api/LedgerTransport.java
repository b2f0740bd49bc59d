package network.cairn.ledger.api;

import java.io.IOException;
import java.time.Duration;

/// Carries one request to the ledger's door and its answer back.
public interface LedgerTransport extends AutoCloseable {
  /// A door's answer: an HTTP status and a body.
  record Reply(int status, byte[] body) {}

  /// Posts a body to `/ledger/v1/<name>`.
  ///
  /// @throws IOException if no whole answer arrives in time or it is too long
  Reply post(String name, byte[] body, Duration timeout) throws IOException;

  @Override
  void close();
}
