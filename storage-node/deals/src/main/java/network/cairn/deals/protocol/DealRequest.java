package network.cairn.deals.protocol;

import com.google.protobuf.ByteString;

/// What a client asks a provider by `/cairn/deal/1.0.0`.
sealed interface DealRequest {
  /// For its ask.
  record Ask() implements DealRequest {}

  /// To take a slot.
  ///
  /// @param signedIntent not yet decoded
  record Propose(ByteString signedIntent) implements DealRequest {}

  /// How far it is.
  record Status(ByteString intentHash) implements DealRequest {}

  /// A request of no kind that is known here.
  record Unknown() implements DealRequest {}
}
