package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.List;
import java.util.Map;
import network.cairn.proto.comet.Time;

/// The one form in which protobuf counts on the ledger: known fields only, and bytes that the
/// encoder gives back unchanged.
///
/// Equality of the re-encoding finds order, repeats, long varints, written defaults and unpacked
/// numbers. Unknown fields survive a round trip, so the tree is walked for them too.
public final class Canonical {
  private Canonical() {}

  /// Decodes a message that must stand in canonical form, its integers but times below 2^63.
  ///
  /// @throws NotCanonical naming the rule that broke
  public static <M extends Message> M decode(Parser<M> parser, ByteString bytes) {
    M message = form(parser, bytes);
    requireSigned(message);
    return message;
  }

  /// Decodes by form alone: integers may use all 64 bits.
  static <M extends Message> M form(Parser<M> parser, ByteString bytes) {
    M message;
    try {
      message = parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new NotCanonical("not protobuf of the expected message: " + e.getMessage());
    }
    requireKnown(message);
    if (!message.toByteString().equals(bytes)) {
      throw new NotCanonical(
          "not the canonical encoding of " + message.getDescriptorForType().getName());
    }
    return message;
  }

  private static void requireKnown(Message message) {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      throw new NotCanonical("unknown field in " + message.getDescriptorForType().getName());
    }
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      forEach(field.getValue(), Canonical::requireKnown);
    }
  }

  /// Times are CometBFT's own and signed: in each commit with an absent vote stands the year 1.
  private static void requireSigned(Message message) {
    if (message instanceof Time) {
      return;
    }
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      boolean wide = field.getKey().getJavaType() == FieldDescriptor.JavaType.LONG;
      if (wide && field.getValue() instanceof Long number && number < 0) {
        throw new NotCanonical("integer above 2^63 - 1 in " + field.getKey().getFullName());
      }
      forEach(field.getValue(), Canonical::requireSigned);
    }
  }

  private interface Visitor {
    void visit(Message message);
  }

  private static void forEach(Object value, Visitor visitor) {
    if (value instanceof Message message) {
      visitor.visit(message);
    } else if (value instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof Message message) {
          visitor.visit(message);
        }
      }
    }
  }
}
