package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import network.cairn.proto.comet.LightBlock;

/// Values of one height.
///
/// @param next the signed header of `height + 1`, which carries the root; present if proofs were
///   asked for
public record Reading(long height, List<Item> items, Optional<LightBlock> next) {
  public Reading {
    items = List.copyOf(items);
  }

  /// A key's value, empty if the state does not have it.
  ///
  /// @param proof ICS-23, empty if none was asked for
  public record Item(ByteString key, Optional<ByteString> value, ByteString proof) {}

  /// The first value.
  public Optional<ByteString> value() {
    return items.getFirst().value();
  }
}
