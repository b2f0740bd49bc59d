package network.cairn.deals.protocol;

import com.google.protobuf.ByteString;

/// How far a provider is with a proposal.
///
/// @param bytes pulled so far
/// @param tx body id of the transaction that opens the set, empty before it is sent
/// @param reason of a failure, otherwise empty
public record FillStatus(FillState state, long bytes, ByteString tx, String reason) {
  public static final FillStatus UNKNOWN =
      new FillStatus(FillState.UNKNOWN, 0, ByteString.EMPTY, "");
}
