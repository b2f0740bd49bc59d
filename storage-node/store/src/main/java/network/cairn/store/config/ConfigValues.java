package network.cairn.store.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.cairn.base.units.ByteSize;
import network.cairn.base.units.Durations;
import network.cairn.libp2p.upgrade.Channel;
import tools.jackson.databind.JsonNode;

/// The values of a configuration, typed; what is not set counts as its default.
public abstract sealed class ConfigValues permits Config {
  private static final Map<String, Key> IMPORTS =
      Map.of(
          "cid-version", Key.IMPORT_VERSION,
          "raw-leaves", Key.IMPORT_RAW,
          "chunker", Key.IMPORT_CHUNKER,
          "hash", Key.IMPORT_HASH,
          "max-file-links", Key.IMPORT_FILE_LINKS,
          "max-directory-links", Key.IMPORT_DIRECTORY_LINKS,
          "max-hamt-fanout", Key.IMPORT_FANOUT,
          "hamt-threshold", Key.IMPORT_THRESHOLD,
          "size-estimation", Key.IMPORT_ESTIMATION);

  ConfigValues() {}

  /// What counts; JSON's `null` where nothing is set and the key has no default.
  abstract JsonNode value(Key key);

  /// What is written, `null` too.
  abstract Optional<JsonNode> written(Key key);

  private String text(Key key) {
    return value(key).asString();
  }

  private Optional<String> given(Key key) {
    String text = text(key);
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private List<String> list(Key key) {
    return texts(value(key));
  }

  private static List<String> texts(JsonNode value) {
    return value.valueStream().map(JsonNode::asString).toList();
  }

  private static List<String> oneOrMore(JsonNode value) {
    List<String> all = value.isString() ? List.of(value.asString()) : texts(value);
    return all.stream().filter(text -> !text.isEmpty()).toList();
  }

  private boolean flag(Key key) {
    return value(key).asBoolean();
  }

  /// Multiaddrs that the node listens on.
  public List<String> swarmAddresses() {
    return list(Key.SWARM_ADDRESSES);
  }

  /// Multiaddrs that peers are told instead of those listened on; none for those listened on.
  public List<String> announce() {
    return list(Key.ANNOUNCE);
  }

  /// Multiaddrs that peers are told besides.
  public List<String> appendAnnounce() {
    return list(Key.APPEND_ANNOUNCE);
  }

  /// Multiaddrs, or ranges of them, that peers are not told.
  public List<String> noAnnounce() {
    return list(Key.NO_ANNOUNCE);
  }

  /// Ranges of addresses that are neither dialled nor let in.
  public List<String> addressFilters() {
    return list(Key.ADDRESS_FILTERS);
  }

  /// Whether peers get blocks from this node.
  public boolean serving() {
    return flag(Key.SERVING);
  }

  /// The multiaddrs of the daemon's HTTP doors; none where the key is there and empty, as whoever
  /// emptied it wants no door.
  public List<String> apiAddresses() {
    return oneOrMore(written(Key.API_ADDRESS).orElseGet(() -> value(Key.API_ADDRESS)));
  }

  /// The multiaddrs of the daemon's doors for everybody; none where the key is there and empty.
  public List<String> gatewayAddresses() {
    return oneOrMore(written(Key.GATEWAY_ADDRESS).orElseGet(() -> value(Key.GATEWAY_ADDRESS)));
  }

  /// Whether these are others than those with which a home begins.
  public boolean isGatewayChosen() {
    return !value(Key.GATEWAY_ADDRESS).toString().equals(Key.GATEWAY_ADDRESS.fallback);
  }

  /// The multiaddrs of the daemon's doors for who watches it; none where nothing is set.
  public List<String> metricsAddresses() {
    return oneOrMore(value(Key.METRICS_ADDRESS));
  }

  /// Names that the doors for everybody may be called by, besides `localhost` and addresses.
  public List<String> gatewayHosts() {
    return list(Key.GATEWAY_HOSTS);
  }

  /// Whether callers of the doors for everybody are told who has what and where peers are.
  public boolean exposesRouting() {
    return flag(Key.GATEWAY_ROUTING);
  }

  /// A host that is a gateway, or that is none.
  ///
  /// @param is whether it is one
  /// @param paths what is served below it
  /// @param pages whether it shows files and directories; empty where [#gatewayPages] says it
  public record GatewayHost(
      String host,
      boolean is,
      List<String> paths,
      boolean subdomains,
      boolean noDnsLink,
      boolean inlineDnsLink,
      Optional<Boolean> pages) {}

  /// The hosts that are gateways, besides `localhost`, which may be here to be another or none.
  public List<GatewayHost> gatewayPublicHosts() {
    return value(Key.GATEWAY_PUBLIC).properties().stream()
        .map(p -> gatewayHost(p.getKey(), p.getValue()))
        .toList();
  }

  private static GatewayHost gatewayHost(String host, JsonNode gateway) {
    JsonNode pages = gateway.path("DeserializedResponses");
    return new GatewayHost(
        host,
        !gateway.isNull(),
        texts(gateway.path("Paths")),
        gateway.path("UseSubdomains").asBoolean(false),
        gateway.path("NoDNSLink").asBoolean(false),
        gateway.path("InlineDNSLink").asBoolean(false),
        pages.isBoolean() ? Optional.of(pages.asBoolean()) : Optional.empty());
  }

  /// Whether the gateway looks for no DNSLink of hosts that are not named.
  public boolean gatewayNoDnsLink() {
    return flag(Key.GATEWAY_NO_DNSLINK);
  }

  /// Whether the gateway shows only what is here.
  public boolean gatewayNoFetch() {
    return flag(Key.GATEWAY_NO_FETCH);
  }

  /// Whether the gateway shows files and directories.
  public boolean gatewayPages() {
    return flag(Key.GATEWAY_PAGES);
  }

  /// How long others may take to give the gateway a block.
  public Duration gatewayRetrieval() {
    return Durations.parse(text(Key.GATEWAY_RETRIEVAL));
  }

  /// How long an answer of the gateway may take.
  public Duration gatewayRequest() {
    return Durations.parse(text(Key.GATEWAY_REQUEST));
  }

  /// Answers of the gateway that may be under way at once; 0 for no bound of its own.
  public int gatewayAtOnce() {
    return value(Key.GATEWAY_AT_ONCE).asInt();
  }

  /// Bytes of a file at most of which the gateway gives ranges; 0 for any.
  public long gatewayRanged() {
    return ByteSize.parse(text(Key.GATEWAY_RANGED));
  }

  /// Bytes of a file, or of all in a directory, at most that the gateway shows; 0 for any.
  public long gatewayWhole() {
    return ByteSize.parse(text(Key.GATEWAY_WHOLE));
  }

  /// Headers that answers of the gateway have besides their own.
  public Map<String, List<String>> gatewayHeaders() {
    return headers(Key.GATEWAY_HEADERS);
  }

  /// Whether browsers are told of the gateway's failures in text.
  public boolean gatewayTextErrors() {
    return flag(Key.GATEWAY_TEXT_ERRORS);
  }

  /// Whether the gateway gives blocks in another codec than their own, too.
  public boolean gatewayConverting() {
    return flag(Key.GATEWAY_CONVERTING);
  }

  /// Where who asks the gateway for `/` is sent, if anywhere.
  public Optional<String> gatewayHome() {
    return given(Key.GATEWAY_HOME);
  }

  /// Headers that answers of the daemon's door have besides its own, and those that say whose web
  /// pages may call it.
  public Map<String, List<String>> apiHeaders() {
    return headers(Key.API_HEADERS);
  }

  private Map<String, List<String>> headers(Key key) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    value(key).properties().forEach(h -> headers.put(h.getKey(), texts(h.getValue())));
    return headers;
  }

  /// Who may call what at the daemon's door.
  ///
  /// @param secret as Kubo writes it: `bearer:TOKEN`, `basic:USER:PASSWORD`, `basic:BASE64` or the
  ///   token alone
  /// @param paths beginnings of the paths that are open to it
  public record Grant(String secret, List<String> paths) {}

  /// Empty where the door is open to all that can reach it.
  public List<Grant> apiGrants() {
    return value(Key.API_GRANTS)
        .valueStream()
        .map(g -> new Grant(g.path("AuthSecret").asString(), texts(g.path("AllowedPaths"))))
        .toList();
  }

  /// Names that the daemon's door may be called by, besides `localhost` and addresses.
  public List<String> apiHosts() {
    return list(Key.API_HOSTS);
  }

  /// Bytes that the store may take; never exceeded.
  public long storageMax() {
    return ByteSize.parse(text(Key.STORAGE_MAX));
  }

  /// Free bytes of the disk below which nothing is accepted.
  public long diskReserve() {
    return ByteSize.parse(text(Key.DISK_RESERVE));
  }

  public String importProfile() {
    return text(Key.IMPORT_PROFILE);
  }

  /// What the configuration changes of the profile, by the names of add's options.
  public Map<String, String> imports() {
    Map<String, String> set = new TreeMap<>();
    JsonNode older = value(Key.IMPORT_OLD_THRESHOLD);
    if (!older.isNull()) {
      set.put("hamt-threshold", older.asString());
    }
    IMPORTS.forEach((option, key) -> {
      JsonNode value = value(key);
      if (!value.isNull()) {
        set.put(option, value.asString());
      }
    });
    JsonNode layout = value(Key.IMPORT_LAYOUT);
    if (!layout.isNull()) {
      set.put("trickle", String.valueOf(layout.asString().equals("trickle")));
    }
    return set;
  }

  public int connectionLowWater() {
    return value(Key.CONN_LOW).asInt();
  }

  public int connectionHighWater() {
    return value(Key.CONN_HIGH).asInt();
  }

  public Duration connectionGrace() {
    return Durations.parse(text(Key.CONN_GRACE));
  }

  /// Whether WebSockets are dialled and listened for.
  public boolean websockets() {
    return flag(Key.WEBSOCKET);
  }

  /// The certificate to listen for secure WebSockets with, and its key; empty if neither is named.
  ///
  /// @throws InvalidConfig if one is named without the other
  public Optional<WebsocketFiles> websocketFiles() {
    String certificate = text(Key.WEBSOCKET_CERTIFICATE);
    String key = text(Key.WEBSOCKET_KEY);
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new InvalidConfig(
          Key.WEBSOCKET_CERTIFICATE.path
              + " and "
              + Key.WEBSOCKET_KEY.path
              + " name a certificate and its key: set both or neither");
    }
    return certificate.isEmpty()
        ? Optional.empty()
        : Optional.of(new WebsocketFiles(Path.of(certificate), Path.of(key)));
  }

  /// Whether QUIC is dialled and listened for.
  public boolean quic() {
    return flag(Key.QUIC);
  }

  /// How connections with peers are secured, the preferred way first.
  ///
  /// @throws InvalidConfig if every way is switched off
  public List<Channel> channels() {
    Map<Channel, Integer> priorities = new EnumMap<>(Channel.class);
    Stream.of(Channel.values())
        .filter(channel -> !isOff(value(key(channel))))
        .forEach(channel -> priorities.put(channel, priority(key(channel))));
    if (priorities.isEmpty()) {
      throw new InvalidConfig(
          Key.TLS.path + " and " + Key.NOISE.path + " are both false; peers need one of them");
    }
    return priorities.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Key key(Channel channel) {
    return switch (channel) {
      case TLS -> Key.TLS;
      case NOISE -> Key.NOISE;
    };
  }

  private static boolean isOff(JsonNode priority) {
    return priority.isBoolean() && !priority.asBoolean();
  }

  /// `true` stands for the default, as for Kubo.
  private int priority(Key key) {
    JsonNode value = value(key);
    return value.isBoolean() ? Integer.parseInt(key.fallback) : value.asInt();
  }

  /// Multiaddrs of peers to connect to at start.
  public List<String> bootstrap() {
    return list(Key.BOOTSTRAP);
  }

  /// Whether the peers of the local network are found by multicast DNS.
  public boolean mdns() {
    return flag(Key.MDNS);
  }

  /// Multiaddrs, each with its peer, of peers that are always connected to; only `/p2p/ID` of one
  /// without addresses.
  public List<String> peering() {
    return value(Key.PEERING).valueStream().flatMap(ConfigValues::places).toList();
  }

  private static Stream<String> places(JsonNode peer) {
    String end = "/p2p/" + peer.path("ID").asString();
    List<String> addresses = texts(peer.path("Addrs"));
    return addresses.isEmpty() ? Stream.of(end) : addresses.stream().map(a -> a + end);
  }

  /// Which part the node takes in the DHTs, by Kubo's words.
  public String routingType() {
    return text(Key.ROUTING_TYPE);
  }

  /// Whether the local network's DHT knows loopback addresses.
  public boolean loopbackInDht() {
    return value(Key.ROUTING_LOOPBACK).asBoolean();
  }

  /// Whether blocks are announced.
  public boolean providing() {
    return flag(Key.PROVIDE_ENABLED) && !provideStrategy().equals(KuboValues.NONE);
  }

  /// Which blocks are announced, where any are: `all`, `pinned` or `roots`.
  public String provideStrategy() {
    return KuboValues.strategy(text(Key.PROVIDE_STRATEGY));
  }

  /// How often all is announced again, 10 minutes to 32 hours; zero for never.
  public Duration provideInterval() {
    return KuboValues.interval(Durations.parse(text(Key.PROVIDE_INTERVAL)));
  }

  /// URLs of routers that are asked over HTTP.
  public List<String> delegatedRouters() {
    return list(Key.ROUTERS);
  }

  /// Whether blocks are fetched over HTTP from whom routing names.
  public boolean httpRetrieval() {
    return flag(Key.RETRIEVAL);
  }

  /// Hosts that are the only ones asked over HTTP; none for no such bound.
  public List<String> httpAllowed() {
    return list(Key.RETRIEVAL_ALLOWED);
  }

  /// Hosts that are not asked over HTTP.
  public List<String> httpDenied() {
    return list(Key.RETRIEVAL_DENIED);
  }

  /// Blocks that are fetched over HTTP at once.
  public int httpWorkers() {
    return value(Key.RETRIEVAL_WORKERS).asInt();
  }

  /// Bytes of a block that is fetched over HTTP, 1 byte to 4 MiB.
  public int httpBlockSize() {
    return KuboValues.block(ByteSize.parse(text(Key.RETRIEVAL_BLOCK)));
  }

  /// Whether certificates of servers are not checked.
  public boolean httpAnyCertificate() {
    return flag(Key.RETRIEVAL_ANY_CERTIFICATE);
  }

  /// How much a daemon writes to its log, as `warn,provider=debug`, if set.
  public Optional<String> logLevel() {
    return given(Key.LOG_LEVEL);
  }

  /// The pinned network file, if this home belongs to a network.
  public Optional<Path> networkFile() {
    return given(Key.NETWORK_FILE).map(Path::of);
  }

  /// Where the ledger answers, in the order in which its servers are asked; none if at the network
  /// file's addresses.
  public List<String> ledgerUrls() {
    return oneOrMore(value(Key.LEDGER_URL));
  }

  /// Bytes of pieces that the provider takes at most.
  public long providerCapacity() {
    return ByteSize.parse(text(Key.PROVIDER_CAPACITY));
  }

  /// The provider's price in CAIRN per GiB and day, if set.
  public Optional<String> providerPrice() {
    return given(Key.PROVIDER_PRICE);
  }

  public long providerMinSize() {
    return ByteSize.parse(text(Key.PROVIDER_MIN_SIZE));
  }

  public long providerMaxSize() {
    return ByteSize.parse(text(Key.PROVIDER_MAX_SIZE));
  }

  /// The longest term that the provider offers, in periods.
  public int providerMaxTerm() {
    return value(Key.PROVIDER_MAX_TERM).asInt();
  }

  /// The address that the provider is paid to, if not its own.
  public Optional<String> providerPayout() {
    return given(Key.PROVIDER_PAYOUT);
  }
}
