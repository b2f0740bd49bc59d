package network.cairn.http.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import network.cairn.ledger.api.LedgerTransport;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledger.Event;
import network.cairn.proto.ledgerapi.BlockReply;
import network.cairn.proto.ledgerapi.EventItem;
import network.cairn.proto.ledgerapi.EvidenceReply;
import network.cairn.proto.ledgerapi.GenesisReply;
import network.cairn.proto.ledgerapi.GetReply;
import network.cairn.proto.ledgerapi.NodeReply;
import network.cairn.proto.ledgerapi.OwnedReply;
import network.cairn.proto.ledgerapi.Problem;
import network.cairn.proto.ledgerapi.ScanReply;
import network.cairn.proto.ledgerapi.StatusReply;
import network.cairn.proto.ledgerapi.TurnsReply;
import network.cairn.proto.ledgerapi.TxReply;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The ledger's answers as JSON, for people and their tools (docs/rpc.md): names in lower camel
/// case, 64-bit numbers as decimal strings, bytes in hexadecimal, an event's amount in pebbles and
/// its accounts as addresses; events one a line.
///
/// For reading only: what counts is proved from the protobuf form. Immutable.
final class LedgerJson {
  static final String TYPE = "application/json";
  private final Profile profile;

  LedgerJson(Profile profile) {
    this.profile = profile;
  }

  /// Whether a request asks for JSON rather than protobuf.
  static boolean isWanted(Optional<String> accept) {
    return accept.filter(types -> types.toLowerCase(Locale.ROOT).contains(TYPE)).isPresent();
  }

  /// @param name of the call that was answered
  byte[] of(String name, LedgerTransport.Reply reply) {
    try {
      if (reply.status() == 200 && name.equals("events")) {
        return lines(reply.body());
      }
      return Json.bytes(tree(parser(name, reply.status()).parseFrom(reply.body())));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an answer of the ledger's own does not decode", e);
    }
  }

  private static Parser<? extends Message> parser(String name, int status) {
    if (status != 200) {
      return Problem.parser();
    }
    return switch (name) {
      case "status" -> StatusReply.parser();
      case "submit", "tx" -> TxReply.parser();
      case "get" -> GetReply.parser();
      case "scan" -> ScanReply.parser();
      case "owned" -> OwnedReply.parser();
      case "light-block" -> LightBlock.parser();
      case "block" -> BlockReply.parser();
      case "node" -> NodeReply.parser();
      case "genesis" -> GenesisReply.parser();
      case "turns" -> TurnsReply.parser();
      case "evidence" -> EvidenceReply.parser();
      default -> throw new IllegalStateException("the ledger answers no call " + name);
    };
  }

  private byte[] lines(byte[] body) throws InvalidProtocolBufferException {
    ByteArrayInputStream in = new ByteArrayInputStream(body);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (in.available() > 0) {
      out.writeBytes(Json.bytes(tree(EventItem.parser().parseDelimitedFrom(in))));
    }
    return out.toByteArray();
  }

  private ObjectNode tree(Message message) {
    ObjectNode tree = Json.object();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isRepeated()) {
        ArrayNode all = Json.array();
        for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
          all.add(value(field, message.getRepeatedField(field, i)));
        }
        tree.set(field.getJsonName(), all);
      } else if (!field.hasPresence() || message.hasField(field)) {
        tree.set(field.getJsonName(), value(field, message.getField(field)));
      }
    }
    return tree;
  }

  private JsonNode value(FieldDescriptor field, Object value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (value) {
      case Message message -> tree(message);
      case ByteString bytes -> nodes.stringNode(text(field, bytes));
      case EnumValueDescriptor one -> nodes.stringNode(one.getName());
      case Integer number -> nodes.numberNode(Integer.toUnsignedLong(number));
      case Long number -> nodes.stringNode(Long.toUnsignedString(number));
      case Boolean truth -> nodes.booleanNode(truth);
      default -> nodes.stringNode(value.toString());
    };
  }

  private String text(FieldDescriptor field, ByteString bytes) {
    if (field.getContainingType().equals(Event.getDescriptor())) {
      switch (field.getName()) {
        case "amount" -> {
          return Amount.decode(bytes).decimal();
        }
        case "account", "other" -> {
          return bytes.isEmpty() ? "" : Addresses.format(profile, new Address(bytes));
        }
        default -> {}
      }
    }
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
