package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import network.cairn.api.answer.kubo.CidAnswer;
import network.cairn.api.answer.kubo.CidFormatAnswer;
import network.cairn.api.answer.kubo.CodeName;
import network.cairn.api.table.FormatTable;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.cid.InvalidCid;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multicodec.IpldCodecs;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;
import tools.jackson.databind.node.ArrayNode;

/// `cid/…`: CIDs by themselves. Needs nothing of a node.
final class CidCommands {
  /// Bases that not every IPFS program reads.
  private static final List<Multibase> RARE =
      List.of(
          Multibase.BASE8,
          Multibase.BASE10,
          Multibase.BASE32Z,
          Multibase.BASE45,
          Multibase.PROQUINT);

  private static final long BLAKE2B_160 = 0xb214;
  private static final long BLAKE2B_512 = 0xb240;
  private static final long BLAKE2S_160 = 0xb254;
  private static final long BLAKE2S_256 = 0xb260;

  private CidCommands() {}

  static List<Route> routes() {
    return List.of(
        Route.of(FormatTable.FORMAT, CidCommands::format),
        Route.of(FormatTable.BASE32, CidCommands::base32),
        Route.of(FormatTable.INSPECT, CidCommands::inspect),
        Route.of(FormatTable.BASES, CidCommands::bases),
        Route.of(FormatTable.CODECS, CidCommands::codecs),
        Route.of(FormatTable.HASHES, CidCommands::hashes),
        Route.of(FormatTable.LIST, CidCommands::bases));
  }

  /// What a CID is converted to before it is written.
  ///
  /// @param version empty for the CID's own
  /// @param base empty for that of the text, or the one of its version
  private record Wanted(
      CidFormat format, OptionalLong codec, Optional<Integer> version, Optional<Multibase> base) {
    String of(String text) {
      Cid given = Cid.parse(text);
      Cid cid =
          codec.isPresent() && codec.getAsLong() != given.codec()
              ? Cid.v1(codec.getAsLong(), given.multihash())
              : given;
      if (version.isPresent()) {
        cid = version.get() == 0 ? cid.toV0() : cid.toV1();
      }
      return format.of(cid, base.orElse(cid.version() == 0 ? Multibase.BASE58BTC : baseOf(text)));
    }
  }

  private static Multibase baseOf(String text) {
    return text.startsWith("Qm")
        ? Multibase.BASE58BTC
        : Multibase.of(text).orElse(Multibase.BASE32);
  }

  private static void format(Call call, Reply reply) throws IOException {
    OptionalLong codec =
        call.text("mc").map(Codecs::code).map(OptionalLong::of).orElse(OptionalLong.empty());
    Optional<Multibase> base = call.text("b").map(MultibaseCommands::base);
    Optional<Integer> version = version(call.text("v").orElse(""), base.isPresent());
    if (version.isPresent() && version.get() == 0) {
      requireV0(codec, base);
    }
    CidFormat format = new CidFormat(call.text("f").orElse("%s"));
    emit(call, reply, new Wanted(format, codec, version, base));
  }

  private static Optional<Integer> version(String text, boolean based) {
    return switch (text) {
      case "" -> based ? Optional.of(1) : Optional.empty();
      case "0" -> Optional.of(0);
      case "1" -> Optional.of(1);
      default -> throw new CommandError("invalid cid version: \"" + text + "\"");
    };
  }

  private static void requireV0(OptionalLong codec, Optional<Multibase> base) {
    if (codec.isPresent() && codec.getAsLong() != Multicodec.DAG_PB) {
      throw new CommandError("cannot convert to CIDv0 with any codec other than dag-pb");
    }
    if (base.isPresent() && base.get() != Multibase.BASE58BTC) {
      throw new CommandError(
          "cannot convert to CIDv0 with any multibase other than the implicit base58btc");
    }
  }

  private static void base32(Call call, Reply reply) throws IOException {
    emit(
        call,
        reply,
        new Wanted(
            new CidFormat("%s"),
            OptionalLong.empty(),
            Optional.of(1),
            Optional.of(Multibase.BASE32)));
  }

  private static void emit(Call call, Reply reply, Wanted wanted) throws IOException {
    for (String text : call.arguments()) {
      call.deadline().check();
      reply.line(written(text, wanted));
    }
  }

  private static CidFormatAnswer written(String text, Wanted wanted) {
    try {
      return new CidFormatAnswer(text, wanted.of(text), "");
    } catch (InvalidCid e) {
      return new CidFormatAnswer(text, "", "invalid cid: " + e.getMessage());
    }
  }

  private static void inspect(Call call, Reply reply) throws IOException {
    String text = call.argument(0);
    try {
      reply.value(inspected(text, Cid.parse(text)));
    } catch (InvalidCid e) {
      reply.value(CidAnswer.wrong(text, "invalid CID: " + e.getMessage() + peer(text)));
    }
  }

  /// Who mistakes a peer id for a CID is told the CID.
  private static String peer(String text) {
    try {
      Cid cid = Cid.v1(Multicodec.LIBP2P_KEY, Multihash.decode(PeerId.parse(text).bytes()));
      return "\nNote: the value is a PeerID; inspect its CID representation instead:\n  "
          + cid.toString(Multibase.BASE36);
    } catch (InvalidPeer e) {
      return "";
    }
  }

  private static CidAnswer inspected(String text, Cid cid) {
    Multihash hash = cid.multihash();
    boolean old =
        cid.codec() == Multicodec.DAG_PB && hash.code() == Multihash.SHA2_256 && hash.size() == 32;
    Multibase base = cid.version() == 0 ? Multibase.BASE58BTC : baseOf(text);
    Multibase usual = cid.codec() == Multicodec.LIBP2P_KEY ? Multibase.BASE36 : Multibase.BASE32;
    return new CidAnswer(
        text,
        cid.version(),
        new CidAnswer.Base(Character.toString(base.prefix()), base.specName()),
        new CidAnswer.Codec(cid.codec(), Multicodec.name(cid.codec()).orElse("unknown")),
        new CidAnswer.Hash(
            hash.code(),
            Multicodec.name(hash.code()).orElse("unknown"),
            hash.size(),
            HexFormat.of().formatHex(hash.digest())),
        old ? cid.toV0().toString() : "",
        cid.toV1().toString(usual),
        "");
  }

  private static void bases(Call call, Reply reply) throws IOException {
    reply.value(
        array(
            Stream.of(Multibase.values())
                .filter(base -> !RARE.contains(base))
                .sorted(
                    Comparator.comparingInt(
                            (Multibase base) -> Character.toLowerCase(base.prefix()))
                        .thenComparing(Comparator.comparingInt(Multibase::prefix).reversed()))
                .map(base -> new CodeName(base.prefix(), base.specName()))));
  }

  private static void codecs(Call call, Reply reply) throws IOException {
    boolean supported = call.flag("supported");
    reply.value(
        array(
            IpldCodecs.codes().stream()
                .filter(
                    code -> !supported || Codecs.supports(code) || code == Multicodec.LIBP2P_KEY)
                .map(CidCommands::named)));
  }

  /// Those that Kubo's nodes take, all of which this node has.
  private static void hashes(Call call, Reply reply) throws IOException {
    LongStream single =
        LongStream.of(
            Multicodec.IDENTITY,
            Multicodec.SHA1,
            Multicodec.SHA2_256,
            Multicodec.SHA2_512,
            Multicodec.SHA3_512,
            Multicodec.SHA3_384,
            Multicodec.SHA3_256,
            Multicodec.SHA3_224,
            0x19,
            0x1a,
            Multicodec.KECCAK_256,
            0x1c,
            0x1d,
            Multicodec.BLAKE3,
            Multicodec.DBL_SHA2_256);
    LongStream blake =
        LongStream.concat(
            LongStream.rangeClosed(BLAKE2B_160, BLAKE2B_512),
            LongStream.rangeClosed(BLAKE2S_160, BLAKE2S_256));
    reply.value(array(LongStream.concat(single, blake).mapToObj(CidCommands::named)));
  }

  private static CodeName named(long code) {
    return new CodeName(code, Multicodec.describe(code));
  }

  private static ArrayNode array(Stream<CodeName> names) {
    ArrayNode array = Json.array();
    names.forEach(n -> array.addObject().put("Code", n.code()).put("Name", n.name()));
    return array;
  }
}
