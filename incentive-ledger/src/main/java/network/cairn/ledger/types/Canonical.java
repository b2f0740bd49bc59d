package network.cairn.ledger.types;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
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

  /// No unknown field anywhere; those that may be known are looked for by descriptor, because the
  /// map of all fields costs more than all else here.
  private static void requireKnown(Message message) {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      throw new NotCanonical("unknown field in " + message.getDescriptorForType().getName());
    }
    forEachMessage(message, Canonical::requireKnown);
  }

  /// Times are CometBFT's own and signed: in each commit with an absent vote stands the year 1.
  private static void requireSigned(Message message) {
    if (message instanceof Time) {
      return;
    }
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      boolean wide = field.getJavaType() == FieldDescriptor.JavaType.LONG && !field.isRepeated();
      if (wide && (Long) message.getField(field) < 0) {
        throw new NotCanonical("integer above 2^63 - 1 in " + field.getFullName());
      }
    }
    forEachMessage(message, Canonical::requireSigned);
  }

  private interface Visitor {
    void visit(Message message);
  }

  private static void forEachMessage(Message message, Visitor visitor) {
    Descriptor type = message.getDescriptorForType();
    for (FieldDescriptor field : type.getFields()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
          && field.getContainingOneof() == null) {
        visit(message, field, visitor);
      }
    }
    for (OneofDescriptor choice : type.getOneofs()) {
      FieldDescriptor chosen = message.getOneofFieldDescriptor(choice);
      if (chosen != null && chosen.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        visit(message, chosen, visitor);
      }
    }
  }

  private static void visit(Message message, FieldDescriptor field, Visitor visitor) {
    if (field.isRepeated()) {
      for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
        visitor.visit((Message) message.getRepeatedField(field, i));
      }
    } else if (message.hasField(field)) {
      visitor.visit((Message) message.getField(field));
    }
  }
}
