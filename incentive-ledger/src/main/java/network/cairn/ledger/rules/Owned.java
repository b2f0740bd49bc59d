package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.Optional;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.SetStatus;
import network.cairn.proto.ledger.TicketRecord;

/// That an entry of the state is somebody's, for rows beside the state (docs/protocol.md §9).
///
/// @param owner address of a client or of a provider's operator
/// @param id of the agreement, set or ticket
public record Owned(Kind kind, ByteString owner, long id) {
  private static final int KEY = 1 + Long.BYTES;

  /// What is owned, each with its number in rows and on the wire.
  public enum Kind {
    /// Of a client, as long as the state has it.
    AGREEMENT(1),

    /// Of a provider, as long as it is live.
    SET(2),

    /// Of a provider, as long as it has reserved it.
    TICKET(3);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }

    /// The one of this number; empty if there is none.
    public static Optional<Kind> of(int number) {
      for (Kind kind : values()) {
        if (kind.number == number) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /// Which kind an entry with this key may be; empty if it is nobody's, whatever it holds.
  public static Optional<Kind> kind(byte[] key) {
    if (key.length != KEY) {
      return Optional.empty();
    }
    return switch (key[0]) {
      case StateKeys.AGREEMENT -> Optional.of(Kind.AGREEMENT);
      case StateKeys.SET -> Optional.of(Kind.SET);
      case StateKeys.TICKET -> Optional.of(Kind.TICKET);
      default -> Optional.empty();
    };
  }

  /// Whose an entry is; empty if it is nobody's now.
  ///
  /// @param kind of its key
  public static Optional<Owned> of(Kind kind, byte[] key, byte[] value) {
    return owner(kind, value)
        .map(owner -> new Owned(kind, owner, ByteBuffer.wrap(key, 1, Long.BYTES).getLong()));
  }

  private static Optional<ByteString> owner(Kind kind, byte[] value) {
    try {
      return switch (kind) {
        case AGREEMENT -> Optional.of(AgreementRecord.parseFrom(value).getClient());
        case SET ->
            Optional.of(SetRecord.parseFrom(value))
                .filter(set -> set.getStatus() == SetStatus.STATUS_LIVE)
                .map(SetRecord::getProvider);
        case TICKET ->
            Optional.of(TicketRecord.parseFrom(value).getReservedBy())
                .filter(reserver -> !reserver.isEmpty());
      };
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty(); // Whoever reads the entry itself finds that it is none.
    }
  }
}
