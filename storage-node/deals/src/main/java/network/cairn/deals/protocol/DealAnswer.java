package network.cairn.deals.protocol;

/// A provider's answer to a proposal.
public sealed interface DealAnswer {
  /// It will fetch the piece, or does already.
  record Taken() implements DealAnswer {}

  /// It will not.
  ///
  /// @param detail for people, at most 256 bytes
  record Rejected(RejectCode code, String detail) implements DealAnswer {
    public static final int MAX_DETAIL = 256;

    public Rejected {
      detail = Frames.shorten(detail, MAX_DETAIL);
    }
  }
}
