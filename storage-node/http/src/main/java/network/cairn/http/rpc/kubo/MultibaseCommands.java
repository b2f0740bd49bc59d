package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import network.cairn.api.table.FormatTable;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Part;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.multibase.InvalidMultibase;
import network.cairn.ipld.multibase.Multibase;

/// `multibase/…`: bytes as text and back. Needs nothing of a node.
final class MultibaseCommands {
  /// Bytes that are read at most.
  private static final int MAX_INPUT = 4 << 20;

  private MultibaseCommands() {}

  static List<Route> routes() {
    return List.of(
        Route.of(FormatTable.ENCODE, MultibaseCommands::encode),
        Route.of(FormatTable.DECODE, MultibaseCommands::decode),
        Route.of(FormatTable.TRANSCODE, MultibaseCommands::transcode));
  }

  /// A base by its name or its prefix.
  ///
  /// @throws CommandError if there is none
  static Multibase base(String name) {
    boolean prefix = name.codePointCount(0, name.length()) == 1;
    return Multibase.named(name)
        .or(() -> prefix ? Multibase.of(name) : Optional.empty())
        .orElseThrow(() -> new CommandError("unsupported multibase encoding: " + name));
  }

  private static void encode(Call call, Reply reply) throws IOException {
    Multibase base = base(call.text("b").orElse("base64url"));
    write(reply, text(base, input(call, "file")));
  }

  private static void decode(Call call, Reply reply) throws IOException {
    write(reply, bytes(input(call, "encoded_file")));
  }

  private static void transcode(Call call, Reply reply) throws IOException {
    Multibase base = base(call.text("b").orElse("base64url"));
    write(reply, text(base, bytes(input(call, "encoded_file"))));
  }

  private static byte[] text(Multibase base, byte[] bytes) {
    try {
      return base.encode(bytes).getBytes(StandardCharsets.UTF_8);
    } catch (InvalidMultibase e) {
      throw new CommandError("failed to encode multibase: " + e.getMessage(), e);
    }
  }

  /// A file ends in a line's end that is no part of the text; in the identity base all is.
  private static byte[] bytes(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    boolean identity = Multibase.of(text).filter(Multibase.IDENTITY::equals).isPresent();
    try {
      return Multibase.decode(identity ? text : text.stripTrailing());
    } catch (InvalidMultibase e) {
      throw new CommandError("failed to decode multibase: " + e.getMessage(), e);
    }
  }

  private static byte[] input(Call call, String name) throws IOException {
    Optional<Part> part = call.part();
    if (part.isEmpty()) {
      throw new BadRequest("file argument '" + name + "' is required");
    }
    byte[] bytes = part.get().body().readNBytes(MAX_INPUT + 1);
    if (bytes.length > MAX_INPUT) {
      throw new CommandError("the input is over " + MAX_INPUT + " bytes");
    }
    return bytes;
  }

  private static void write(Reply reply, byte[] bytes) throws IOException {
    reply.bytes("application/octet-stream").write(bytes);
  }
}
