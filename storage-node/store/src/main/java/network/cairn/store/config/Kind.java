package network.cairn.store.config;

import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import network.cairn.base.units.ByteSize;
import network.cairn.base.units.Coins;
import network.cairn.base.units.Durations;
import network.cairn.base.units.InvalidQuantity;
import network.cairn.libp2p.multiaddr.AddressRange;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a key's value looks like. `null` always stands for the default and is not asked here.
enum Kind {
  TEXT("a text"),
  AMOUNT("an amount of CAIRN such as \"0.02\""),
  NUMBER("a whole number from 0 to 2147483647"),
  WORKERS("a whole number from 1 to 1024"),
  FLAG("true or false"),
  PRIORITY("true, false or a whole number from 1 to 2147483647"),
  LAYOUT("\"balanced\" or \"trickle\"", "balanced", "trickle"),
  ROUTING(
      "\"none\", \"auto\", \"autoclient\", \"dht\", \"dhtclient\", \"dhtserver\" or"
          + " \"delegated\"",
      "none",
      "auto",
      "autoclient",
      "dht",
      "dhtclient",
      "dhtserver",
      "delegated"),
  STRATEGY("\"all\", \"pinned\" or \"roots\""),
  LIST("a list of texts"),
  TEXTS("a text or a list of texts"),
  ADDRESSES("a list of addresses such as \"/ip4/0.0.0.0/tcp/4001\""),
  RANGES("a list of ranges such as \"/ip4/10.0.0.0/ipcidr/8\""),
  PEER_ADDRESSES("a list of peers' addresses such as \"/ip4/192.0.2.1/tcp/4001/p2p/ID\""),
  DOORS("an address such as \"/ip4/127.0.0.1/tcp/5001\", or a list of such"),
  ROUTERS("a list of URLs such as \"https://router.example\""),
  SIZE("a size such as \"10GB\""),
  BYTES("a number of bytes or a size such as \"256KiB\""),
  BLOCK("a size such as \"2MiB\", of 1B at least"),
  DURATION("a duration such as \"20s\""),
  INTERVAL("\"0\" or a duration such as \"22h\", up to 48h"),
  LINK("a URL or a path such as \"/ipfs/CID\", or \"\""),
  HEADERS("names of HTTP headers with lists of values"),
  GRANTS("names with an AuthSecret and AllowedPaths each"),
  PEERS("a list of peers with an ID and Addrs each"),
  GATEWAYS(
      "names of hosts, each with Paths, UseSubdomains, NoDNSLink, InlineDNSLink and"
          + " DeserializedResponses, or null");

  private static final int MOST_WORKERS = 1024;

  /// Stands in Kubo's lists for what Kubo chooses.
  private static final String AUTO = "auto";

  private static final Set<Kind> LISTS =
      EnumSet.of(LIST, ADDRESSES, RANGES, PEER_ADDRESSES, ROUTERS);

  final String wanted;
  private final Set<String> words;

  Kind(String wanted, String... words) {
    this.wanted = wanted;
    this.words = Set.of(words);
  }

  /// The value as it will be kept: a number or a flag written as text becomes one.
  ///
  /// @throws InvalidConfig if the value is not of this kind
  JsonNode check(String path, JsonNode value) {
    JsonNode kept = plain(value);
    boolean good = isGood(path, kept);
    if (!good) {
      String how = LISTS.contains(this) ? "; use --json '[\"...\"]'" : "";
      throw InvalidConfig.at(path, path + " must be " + wanted + how);
    }
    return kept;
  }

  private boolean isGood(String path, JsonNode kept) {
    try {
      return isGood(kept);
    } catch (InvalidQuantity | IllegalArgumentException e) {
      // What is wrong with a quantity, an address or a URL says itself best.
      throw InvalidConfig.at(path, path + ": " + e.getMessage());
    }
  }

  private boolean isGood(JsonNode kept) {
    return switch (this) {
      case TEXT -> kept.isString();
      case AMOUNT -> kept.isString() && isAmount(kept.asString());
      case NUMBER -> isNumber(kept);
      case WORKERS -> isNumber(kept) && kept.asInt() >= 1 && kept.asInt() <= MOST_WORKERS;
      case FLAG -> kept.isBoolean();
      case PRIORITY -> kept.isBoolean() || isNumber(kept) && kept.asInt() > 0;
      case LAYOUT, ROUTING -> kept.isString() && words.contains(kept.asString());
      case STRATEGY -> kept.isString() && KuboValues.isStrategy(kept.asString());
      case LIST -> isTexts(kept);
      case TEXTS -> kept.isString() || isTexts(kept);
      case ADDRESSES -> isListOf(kept, Kind::address);
      case RANGES -> isListOf(kept, AddressRange::parse);
      case PEER_ADDRESSES -> isListOf(kept, unlessAuto(Multiaddr::parse));
      case DOORS -> kept.isString() ? isDoor(kept.asString()) : isListOf(kept, Kind::isDoor);
      case ROUTERS -> isListOf(kept, unlessAuto(RouterAddress::parse));
      case SIZE -> kept.isString() && isSize(kept);
      case BYTES -> isBytes(kept) || (kept.isString() && isSize(kept));
      case BLOCK -> kept.isString() && ByteSize.parse(kept.asString()) > 0;
      case DURATION -> kept.isString() && isDuration(kept);
      case INTERVAL -> kept.isString() && KuboValues.isInterval(Durations.parse(kept.asString()));
      case LINK -> kept.isString() && isLink(kept.asString());
      case HEADERS -> isHeaders(kept);
      case GRANTS -> isGrants(kept);
      case PEERS -> isPeers(kept);
      case GATEWAYS -> isGateways(kept);
    };
  }

  private JsonNode plain(JsonNode value) {
    if (!value.isString()) {
      return value;
    }
    String text = value.asString();
    if ((this == NUMBER || this == WORKERS || this == PRIORITY) && digits(text)) {
      return JsonNodeFactory.instance.numberNode(Integer.parseInt(text));
    }
    if ((this == FLAG || this == PRIORITY) && (text.equals("true") || text.equals("false"))) {
      return JsonNodeFactory.instance.booleanNode(text.equals("true"));
    }
    return value;
  }

  /// Or empty, for none.
  private static boolean isAmount(String text) {
    try {
      return text.isEmpty() || Coins.parse(text).signum() >= 0;
    } catch (InvalidQuantity e) {
      return false;
    }
  }

  private static boolean digits(String text) {
    return text.matches("[0-9]{1,10}") && Long.parseLong(text) <= Integer.MAX_VALUE;
  }

  private static boolean isNumber(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToInt() && value.asInt() >= 0;
  }

  private static boolean isBytes(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0;
  }

  private static boolean isTexts(JsonNode value) {
    return value.isArray() && value.valueStream().allMatch(JsonNode::isString);
  }

  /// @param parse throws IllegalArgumentException for what does not belong into the list
  private static boolean isListOf(JsonNode value, Consumer<String> parse) {
    if (!isTexts(value)) {
      return false;
    }
    value.valueStream().map(JsonNode::asString).forEach(parse);
    return true;
  }

  private static Consumer<String> unlessAuto(Consumer<String> parse) {
    return text -> {
      if (!text.equals(AUTO)) {
        parse.accept(text);
      }
    };
  }

  private static void address(String text) {
    if (Multiaddr.parse(text).has(Protocol.IPCIDR)) {
      AddressRange.parse(text);
    }
  }

  /// Or empty, for none.
  private static boolean isDoor(String text) {
    return text.isEmpty() || DoorAddress.parse(text).getPort() >= 0;
  }

  /// @throws InvalidQuantity if it is none
  private static boolean isSize(JsonNode value) {
    return ByteSize.parse(value.asString()) >= 0;
  }

  /// @throws InvalidQuantity if it is none
  private static boolean isDuration(JsonNode value) {
    return !Durations.parse(value.asString()).isNegative();
  }

  /// @throws IllegalArgumentException if it is no URL
  private static boolean isLink(String text) {
    return HeaderText.isValue(text) && !URI.create(text).isOpaque();
  }

  private static boolean isHeaders(JsonNode value) {
    return value.isObject()
        && value.properties().stream()
            .allMatch(h ->
                HeaderText.isName(h.getKey())
                    && isTexts(h.getValue())
                    && h.getValue().valueStream().allMatch(v -> HeaderText.isValue(v.asString())));
  }

  private static boolean isGrants(JsonNode value) {
    return value.isObject()
        && value
            .valueStream()
            .allMatch(g ->
                g.isObject()
                    && g.path("AuthSecret").isString()
                    && (g.path("AllowedPaths").isMissingNode()
                        || g.path("AllowedPaths").isNull()
                        || isTexts(g.path("AllowedPaths"))));
  }

  private static boolean isGateways(JsonNode value) {
    return value.isObject() && value.valueStream().allMatch(Kind::isGateway);
  }

  private static boolean isGateway(JsonNode gateway) {
    return gateway.isNull()
        || (gateway.isObject()
            && gateway.properties().stream()
                .allMatch(p ->
                    switch (p.getKey()) {
                      case "Paths" -> p.getValue().isNull() || isTexts(p.getValue());
                      case "UseSubdomains", "NoDNSLink", "InlineDNSLink", "DeserializedResponses" ->
                          p.getValue().isNull() || p.getValue().isBoolean();
                      default -> false;
                    }));
  }

  private static boolean isPeers(JsonNode value) {
    return value.isArray()
        && value
            .valueStream()
            .allMatch(p ->
                p.isObject()
                    && p.path("ID").isString()
                    && (p.path("Addrs").isMissingNode()
                        || p.path("Addrs").isNull()
                        || isTexts(p.path("Addrs"))));
  }
}
