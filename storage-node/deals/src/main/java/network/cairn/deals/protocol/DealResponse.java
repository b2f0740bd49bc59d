package network.cairn.deals.protocol;

import com.google.protobuf.ByteString;

/// What a provider answers by `/cairn/deal/1.0.0`.
sealed interface DealResponse {
  /// @param signedAsk not yet decoded
  record Ask(ByteString signedAsk) implements DealResponse {}

  record Taken() implements DealResponse {}

  record Reject(RejectCode code, String detail) implements DealResponse {}

  record Status(FillStatus status) implements DealResponse {}

  /// An answer of no kind that is known here.
  record Unknown() implements DealResponse {}
}
