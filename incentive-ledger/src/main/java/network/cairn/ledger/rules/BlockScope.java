package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import network.cairn.ledger.types.Params;

/// What stays the same for everything that one block executes.
record BlockScope(
    BlockContext context,
    Params params,
    ByteString chainRef,
    Windows windows,
    Electorates electorates,
    Crypto crypto,
    Envelopes envelopes) {
  long height() {
    return context.height();
  }
}
