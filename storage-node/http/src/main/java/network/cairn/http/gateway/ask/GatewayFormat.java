package network.cairn.http.gateway.ask;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// The form in which an answer is wanted: `format=` before `Accept` (IPIP-523), and of `Accept` the
/// first that a gateway knows.
public sealed interface GatewayFormat {
  /// What a browser shows: files and directories.
  record Page() implements GatewayFormat {}

  /// The bytes of one block.
  record Raw() implements GatewayFormat {}

  /// The blocks of a DAG.
  ///
  /// @param parameters what `Accept` says of it (IPIP-412), such as `order` and `dups`; the query
  ///   may say other
  record Car(Map<String, String> parameters) implements GatewayFormat {
    public Car {
      parameters = Map.copyOf(parameters);
    }
  }

  /// The signed record of a name.
  record IpnsRecord() implements GatewayFormat {}

  /// An archive of files.
  record Tar() implements GatewayFormat {}

  /// A block of this codec as text.
  record DagJson() implements GatewayFormat {}

  /// A block of this codec.
  record DagCbor() implements GatewayFormat {}

  /// As [DagJson], without its reserved forms.
  record Json() implements GatewayFormat {}

  /// As [DagCbor], without its links.
  record Cbor() implements GatewayFormat {}

  /// A form of IPFS that no gateway here gives.
  record Unknown(String mediaType) implements GatewayFormat {}

  /// The name that `format=` has for it; empty for a page and for what is unknown.
  default String parameter() {
    return switch (this) {
      case Page _, Unknown _ -> "";
      case Raw _ -> "raw";
      case Car _ -> "car";
      case IpnsRecord _ -> "ipns-record";
      case Tar _ -> "tar";
      case DagJson _ -> "dag-json";
      case DagCbor _ -> "dag-cbor";
      case Json _ -> "json";
      case Cbor _ -> "cbor";
    };
  }

  /// The media type; empty for a page.
  default String mediaType() {
    return switch (this) {
      case Page _ -> "";
      case Raw _ -> "application/vnd.ipld.raw";
      case Car _ -> "application/vnd.ipld.car";
      case IpnsRecord _ -> "application/vnd.ipfs.ipns-record";
      case Tar _ -> "application/x-tar";
      case DagJson _ -> "application/vnd.ipld.dag-json";
      case DagCbor _ -> "application/vnd.ipld.dag-cbor";
      case Json _ -> "application/json";
      case Cbor _ -> "application/cbor";
      case Unknown(String type) -> type;
    };
  }

  /// Whether what is in the answer proves itself, so that a gateway that shows nothing else may
  /// give it.
  default boolean isTrustless() {
    return switch (this) {
      case Raw _, Car _, IpnsRecord _ -> true;
      case Page _, Tar _, DagJson _, DagCbor _, Json _, Cbor _, Unknown _ -> false;
    };
  }

  /// @param parameter the value of `format=`; one that nobody knows says nothing, as with Kubo
  /// @param accept the header
  /// @throws GatewayRefused if the header cannot be read
  static GatewayFormat of(Optional<String> parameter, Optional<String> accept) {
    Optional<GatewayFormat> accepted = accept.flatMap(GatewayFormat::accepted);
    Optional<GatewayFormat> named = parameter.flatMap(p -> named(p, Map.of()));
    if (named.isEmpty()) {
      return accepted.orElse(new Page());
    }
    return accepted.filter(a -> a.mediaType().equals(named.get().mediaType())).orElse(named.get());
  }

  private static Optional<GatewayFormat> named(String parameter, Map<String, String> parameters) {
    return switch (parameter) {
      case "raw" -> Optional.of(new Raw());
      case "car" -> Optional.of(new Car(parameters));
      case "ipns-record" -> Optional.of(new IpnsRecord());
      case "tar" -> Optional.of(new Tar());
      case "dag-json" -> Optional.of(new DagJson());
      case "dag-cbor" -> Optional.of(new DagCbor());
      case "json" -> Optional.of(new Json());
      case "cbor" -> Optional.of(new Cbor());
      default -> Optional.empty();
    };
  }

  private static Optional<GatewayFormat> accepted(String header) {
    return Arrays.stream(header.split(","))
        .map(String::strip)
        .filter(GatewayFormat::isKnown)
        .findFirst()
        .map(GatewayFormat::ofType);
  }

  private static boolean isKnown(String accepted) {
    return accepted.startsWith("application/vnd.ipld")
        || accepted.startsWith("application/vnd.ipfs")
        || accepted.startsWith("application/x-tar")
        || accepted.startsWith("application/json")
        || accepted.startsWith("application/cbor");
  }

  private static GatewayFormat ofType(String text) {
    MediaType type = MediaType.parse(text);
    return switch (type.name()) {
      case "application/vnd.ipld.raw" -> new Raw();
      case "application/vnd.ipld.car" -> new Car(type.parameters());
      case "application/vnd.ipfs.ipns-record" -> new IpnsRecord();
      case "application/x-tar" -> new Tar();
      case "application/vnd.ipld.dag-json" -> new DagJson();
      case "application/vnd.ipld.dag-cbor" -> new DagCbor();
      case "application/json" -> new Json();
      case "application/cbor" -> new Cbor();
      default -> new Unknown(type.name());
    };
  }
}
