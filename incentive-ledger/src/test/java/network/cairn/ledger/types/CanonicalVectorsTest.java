package network.cairn.ledger.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.HexFormat;
import network.cairn.testing.VectorNode;
import network.cairn.testing.Vectors;
import org.junit.jupiter.api.Test;

class CanonicalVectorsTest {
  private static final String FILE = "minted-protobuf-canonical.json";

  @Test
  void takesTheCanonicalFormAndNoOther() throws DescriptorValidationException {
    Vectors vectors = Vectors.topic("ledger");
    VectorNode file = vectors.json(FILE);
    Descriptor sample = sample();
    int cases =
        file.each(
            "canonical",
            one -> {
              ByteString bytes = bytes(one, "hex");
              DynamicMessage message =
                  Canonical.form(
                      DynamicMessage.newBuilder(sample).buildPartial().getParserForType(), bytes);
              assertThat(message.toByteString()).isEqualTo(bytes);
              assertThat(
                      Long.toUnsignedString((Long) message.getField(sample.findFieldByNumber(2))))
                  .isEqualTo(one.get("value").get("amount").asString());
            });
    for (String group : new String[] {"not_canonical", "malformed"}) {
      cases +=
          file.each(
              group,
              one -> {
                ByteString bytes = bytes(one, "hex");
                assertThatThrownBy(() ->
                        Canonical.form(
                            DynamicMessage.newBuilder(sample).buildPartial().getParserForType(),
                            bytes))
                    .as(one.get("name").asString())
                    .isInstanceOf(NotCanonical.class);
              });
    }
    vectors.ran(FILE, cases);
  }

  private static ByteString bytes(VectorNode node, String field) {
    return ByteString.copyFrom(HexFormat.of().parseHex(node.get(field).asString()));
  }

  private static Descriptor sample() throws DescriptorValidationException {
    DescriptorProto inner =
        DescriptorProto.newBuilder()
            .setName("Inner")
            .addField(
                field(
                    "data",
                    1,
                    FieldDescriptorProto.Type.TYPE_BYTES,
                    FieldDescriptorProto.Label.LABEL_OPTIONAL))
            .build();
    DescriptorProto sample =
        DescriptorProto.newBuilder()
            .setName("Sample")
            .addField(
                field(
                    "id",
                    1,
                    FieldDescriptorProto.Type.TYPE_BYTES,
                    FieldDescriptorProto.Label.LABEL_OPTIONAL))
            .addField(
                field(
                    "amount",
                    2,
                    FieldDescriptorProto.Type.TYPE_UINT64,
                    FieldDescriptorProto.Label.LABEL_OPTIONAL))
            .addField(
                field(
                    "values",
                    3,
                    FieldDescriptorProto.Type.TYPE_UINT64,
                    FieldDescriptorProto.Label.LABEL_REPEATED))
            .addField(
                field(
                        "inner",
                        4,
                        FieldDescriptorProto.Type.TYPE_MESSAGE,
                        FieldDescriptorProto.Label.LABEL_OPTIONAL)
                    .setTypeName("Inner"))
            .build();
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("sample.proto")
            .setSyntax("proto3")
            .addMessageType(inner)
            .addMessageType(sample)
            .build();
    return FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("Sample");
  }

  private static FieldDescriptorProto.Builder field(
      String name, int number, FieldDescriptorProto.Type type, FieldDescriptorProto.Label label) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(label);
  }
}
