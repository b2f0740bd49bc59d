package network.cairn.ledger.engine.comet.abci;

import network.cairn.proto.abci.Request;
import network.cairn.proto.abci.Response;

/// Answers CometBFT. Called from several connections at once.
@FunctionalInterface
public interface AbciHandler {
  /// @param request neither an echo nor a flush
  /// @return the answer of the request's kind
  /// @throws RuntimeException if there is none: the process ends with it
  Response answer(Request request);
}
