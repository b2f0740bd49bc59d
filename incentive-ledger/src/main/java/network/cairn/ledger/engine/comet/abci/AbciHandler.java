package network.cairn.ledger.engine.comet.abci;

import java.util.function.Supplier;
import network.cairn.proto.abci.Request;
import network.cairn.proto.abci.RequestCheckTx;
import network.cairn.proto.abci.Response;

/// Answers CometBFT. Called from several connections at once.
@FunctionalInterface
public interface AbciHandler {
  /// @param request neither an echo nor a flush
  /// @return the answer of the request's kind
  /// @throws RuntimeException if there is none: the process ends with it
  Response answer(Request request);

  /// Does what of a check needs no order; several of a connection are under way at once, on threads
  /// of their own.
  ///
  /// @return gives the answer; it is asked in the order of the requests, one after the other
  /// @throws RuntimeException as [#answer], and so may what is returned
  default Supplier<Response> begin(RequestCheckTx check) {
    Request request = Request.newBuilder().setCheckTx(check).build();
    return () -> answer(request);
  }
}
