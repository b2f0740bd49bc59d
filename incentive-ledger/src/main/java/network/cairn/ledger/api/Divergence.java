package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.net.URI;
import java.util.Optional;
import network.cairn.proto.comet.LightBlock;

/// Two blocks of one height, both of which follow from what was believed: validators with a third
/// of the power or more signed twice, or their keys are in other hands. Which is the chain's cannot
/// be told here, so neither is believed (docs/protocol.md §9).
///
/// @param common the highest header that was believed before, if there was one
/// @param primary the block of the server that was asked
/// @param witness the other
public record Divergence(Optional<LightBlock> common, Side primary, Side witness) {
  /// What one server shows.
  public record Side(URI server, LightBlock block) {
    public ByteString encode() {
      return block.toByteString();
    }
  }

  /// A side whose block is bytes.
  ///
  /// @param block as [Side#encode] gave it
  public record Encoded(URI server, ByteString block) {}

  /// @throws IllegalArgumentException if a block is none
  public static Divergence decode(Optional<ByteString> common, Encoded primary, Encoded witness) {
    return new Divergence(common.map(Divergence::block), side(primary), side(witness));
  }

  private static Side side(Encoded encoded) {
    return new Side(encoded.server(), block(encoded.block()));
  }

  private static LightBlock block(ByteString bytes) {
    try {
      return LightBlock.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no light block: " + e.getMessage(), e);
    }
  }

  public Optional<ByteString> encodedCommon() {
    return common.map(LightBlock::toByteString);
  }

  /// Of both blocks.
  public long height() {
    return primary.block().getSignedHeader().getHeader().getHeight();
  }

  /// What people are told, on one line.
  ///
  /// @param cure what they do in the end
  public String line(String cure) {
    return "the servers "
        + primary.server()
        + " and "
        + witness.server()
        + " show two blocks of height "
        + height()
        + " that the chain's validators signed, so one is of a fork; neither is believed, and"
        + " nothing is paid or proved over them: ask the operators which is the chain's, take the"
        + " other server out of Ledger.URL or of the network file, and "
        + cure;
  }
}
