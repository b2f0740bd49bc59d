package network.cairn.ledger.chain;

import com.google.protobuf.Message;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.Time;

/// What of a header and its commit CometBFT could not read, or would write as something else. Who
/// believed such a block would hold a fork that no evidence can be made of (docs/protocol.md §16).
final class WireForm {
  private static final int MOST_NANOS = 999_999_999;

  private WireForm() {}

  /// What is wrong with a header; empty if nothing is.
  static Optional<String> fault(Header header) {
    if (isStrange(header) || isStrange(header.getVersion())) {
      return Optional.of("the header has unknown fields");
    }
    if (header.getVersion().getApp() < 0) {
      return Optional.of("the app version is above 2^63 - 1");
    }
    if (header.getAppHash().size() > Headers.HASH_SIZE) {
      return Optional.of("the app hash is longer than 32 bytes");
    }
    return fault(header.getLastBlockId())
        .or(() -> fault(header.getTime()))
        .map(why -> "the header's " + why);
  }

  /// What is wrong with a commit; empty if nothing is.
  static Optional<String> fault(Commit commit) {
    if (isStrange(commit) || commit.getSignaturesList().stream().anyMatch(WireForm::isStrange)) {
      return Optional.of("the commit has unknown fields");
    }
    return fault(commit.getBlockId())
        .or(() ->
            commit.getSignaturesList().stream()
                .map(CommitSig::getTimestamp)
                .flatMap(time -> fault(time).stream())
                .findFirst())
        .map(why -> "the commit's " + why);
  }

  private static Optional<String> fault(BlockId id) {
    if (isStrange(id) || isStrange(id.getPartSetHeader())) {
      return Optional.of("block id has unknown fields");
    }
    if (id.getPartSetHeader().getTotal() < 0) {
      return Optional.of("block id has 2^31 parts or more");
    }
    return Stream.of(id.getHash(), id.getPartSetHeader().getHash()).allMatch(Headers::isHash)
        ? Optional.empty()
        : Optional.of("block id has a hash of neither 0 nor 32 bytes");
  }

  /// The year 1 is a time: that of an absent vote.
  private static Optional<String> fault(Time time) {
    if (isStrange(time)) {
      return Optional.of("time has unknown fields");
    }
    boolean inYears =
        time.getSeconds() >= Times.ZERO.getSeconds() && time.getSeconds() <= Times.LAST_SECOND;
    return inYears && time.getNanos() >= 0 && time.getNanos() <= MOST_NANOS
        ? Optional.empty()
        : Optional.of("time is not in the years 1 to 9999");
  }

  private static boolean isStrange(Message message) {
    return !message.getUnknownFields().asMap().isEmpty();
  }
}
