package network.cairn.store.config;

import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The configuration keys that the program reads, with their defaults and who reads them. What it
/// does with all others stands in [KuboKeys].
enum Key {
  SWARM_ADDRESSES(
      "Addresses.Swarm",
      Kind.ADDRESSES,
      "[\"/ip4/0.0.0.0/tcp/4001\"]",
      "daemon: where peers connect"),
  ANNOUNCE("Addresses.Announce", Kind.ADDRESSES, "[]", "daemon: what peers are told instead"),
  APPEND_ANNOUNCE(
      "Addresses.AppendAnnounce", Kind.ADDRESSES, "[]", "daemon: what peers are told too"),
  NO_ANNOUNCE("Addresses.NoAnnounce", Kind.ADDRESSES, "[]", "daemon: what peers are not told"),
  API_ADDRESS(
      "Addresses.API",
      Kind.DOORS,
      "\"/ip4/127.0.0.1/tcp/5001\"",
      "daemon: its HTTP doors; an empty list for none"),
  GATEWAY_ADDRESS(
      "Addresses.Gateway",
      Kind.DOORS,
      "\"/ip4/127.0.0.1/tcp/8080\"",
      "daemon: its HTTP doors for everybody; an empty list for none"),
  METRICS_ADDRESS(
      "Addresses.Metrics",
      Kind.DOORS,
      "\"\"",
      "daemon: doors for /metrics, /healthz and /readyz alone; none unless set"),
  GATEWAY_HOSTS("Gateway.Hosts", Kind.LIST, "[]", "gateway's door: names that it may be called by"),
  GATEWAY_ROUTING(
      "Gateway.ExposeRoutingAPI",
      Kind.FLAG,
      "true",
      "gateway's door: whether it serves /routing/v1 to those who ask for routing"),
  GATEWAY_PUBLIC(
      "Gateway.PublicGateways",
      Kind.GATEWAYS,
      "{}",
      "gateway: hosts that are gateways; `localhost` is one unless it is null here"),
  GATEWAY_NO_DNSLINK(
      "Gateway.NoDNSLink",
      Kind.FLAG,
      "false",
      "gateway: whether no DNSLink of other hosts is looked for"),
  GATEWAY_NO_FETCH(
      "Gateway.NoFetch",
      Kind.FLAG,
      "false",
      "gateway: whether it shows only what is here, and asks nobody for the rest"),
  GATEWAY_PAGES(
      "Gateway.DeserializedResponses",
      Kind.FLAG,
      "true",
      "gateway: whether it shows files and directories, not only what proves itself"),
  GATEWAY_RETRIEVAL(
      "Gateway.RetrievalTimeout",
      Kind.DURATION,
      "\"30s\"",
      "gateway: how long others may take to give a block; `0s` for as long as an answer may"),
  GATEWAY_REQUEST(
      "Gateway.MaxRequestDuration",
      Kind.DURATION,
      "\"1h\"",
      "gateway: how long an answer may take; 0s for 1h"),
  GATEWAY_AT_ONCE(
      "Gateway.MaxConcurrentRequests",
      Kind.NUMBER,
      "4096",
      "gateway: answers under way at once; 0 for as many as its door lets in"),
  GATEWAY_RANGED(
      "Gateway.MaxRangeRequestFileSize",
      Kind.BYTES,
      "\"0\"",
      "gateway: bytes of a file at most of which it gives ranges; 0 for any"),
  GATEWAY_WHOLE(
      "Gateway.MaxDeserializedResponseSize",
      Kind.BYTES,
      "\"0\"",
      "gateway: bytes of a file, or of all in a directory as its links claim, at most that it"
          + " shows; 0 for any"),
  GATEWAY_HEADERS(
      "Gateway.HTTPHeaders",
      Kind.HEADERS,
      "{}",
      "gateway: headers of answers besides their own, and whose web pages may ask"),
  GATEWAY_TEXT_ERRORS(
      "Gateway.DisableHTMLErrors",
      Kind.FLAG,
      "false",
      "gateway: whether browsers are told of failures in text, and shown no page"),
  GATEWAY_CONVERTING(
      "Gateway.AllowCodecConversion",
      Kind.FLAG,
      "false",
      "gateway: whether blocks are also given in another codec than their own"),
  GATEWAY_HOME(
      "Gateway.RootRedirect", Kind.LINK, "\"\"", "gateway: where who asks for `/` is sent"),
  API_HOSTS("API.Hosts", Kind.LIST, "[]", "door: names that it may be called by"),
  API_HEADERS(
      "API.HTTPHeaders",
      Kind.HEADERS,
      "{}",
      "door: whose web pages may call, and headers of answers"),
  API_GRANTS("API.Authorizations", Kind.GRANTS, "{}", "door: who may call what"),
  STORAGE_MAX(
      "Datastore.StorageMax",
      Kind.SIZE,
      "\"10GB\"",
      "store: bytes at most, which nothing goes beyond, unlike Kubo's; see --enable-gc"),
  DISK_RESERVE(
      "Datastore.DiskReserve",
      Kind.SIZE,
      "\"256MiB\"",
      "store: free bytes of the disk that are left alone"),
  IMPORT_PROFILE(
      "Import.Profile",
      Kind.TEXT,
      "\"unixfs-v1-2025\"",
      "add: the layout below the keys that follow"),
  IMPORT_VERSION("Import.CidVersion", Kind.NUMBER, "null", "add"),
  IMPORT_RAW("Import.UnixFSRawLeaves", Kind.FLAG, "null", "add"),
  IMPORT_CHUNKER("Import.UnixFSChunker", Kind.TEXT, "null", "add"),
  IMPORT_LAYOUT("Import.UnixFSDAGLayout", Kind.LAYOUT, "null", "add"),
  IMPORT_HASH("Import.HashFunction", Kind.TEXT, "null", "add, block put, dag put"),
  IMPORT_FILE_LINKS("Import.UnixFSFileMaxLinks", Kind.NUMBER, "null", "add"),
  IMPORT_DIRECTORY_LINKS("Import.UnixFSDirectoryMaxLinks", Kind.NUMBER, "null", "add"),
  IMPORT_FANOUT("Import.UnixFSHAMTDirectoryMaxFanout", Kind.NUMBER, "null", "add"),
  IMPORT_THRESHOLD("Import.UnixFSHAMTDirectorySizeThreshold", Kind.BYTES, "null", "add"),
  IMPORT_OLD_THRESHOLD(
      "Internal.UnixFSShardingSizeThreshold",
      Kind.BYTES,
      "null",
      "add: older name of Import.UnixFSHAMTDirectorySizeThreshold"),
  IMPORT_ESTIMATION("Import.UnixFSHAMTDirectorySizeEstimation", Kind.TEXT, "null", "add"),
  SERVING("Bitswap.ServerEnabled", Kind.FLAG, "true", "daemon: whether peers get blocks"),
  ADDRESS_FILTERS(
      "Swarm.AddrFilters",
      Kind.RANGES,
      "[]",
      "daemon: networks that are neither dialled nor let in"),
  CONN_LOW("Swarm.ConnMgr.LowWater", Kind.NUMBER, "32", "daemon: connections that trimming leaves"),
  CONN_HIGH(
      "Swarm.ConnMgr.HighWater", Kind.NUMBER, "96", "daemon: connections above which it trims"),
  CONN_GRACE(
      "Swarm.ConnMgr.GracePeriod",
      Kind.DURATION,
      "\"20s\"",
      "daemon: age below which none is trimmed"),
  WEBSOCKET(
      "Swarm.Transports.Network.Websocket",
      Kind.FLAG,
      "true",
      "daemon: whether addresses with /ws are dialled and listened on"),
  WEBSOCKET_CERTIFICATE(
      "Swarm.WebsocketTLS.Certificate",
      Kind.TEXT,
      "\"\"",
      "daemon: file of PEM with the certificate, and its issuers', for addresses with /tls/ws"),
  WEBSOCKET_KEY(
      "Swarm.WebsocketTLS.Key",
      Kind.TEXT,
      "\"\"",
      "daemon: file of PEM with its key, PKCS #8 without password"),
  QUIC(
      "Swarm.Transports.Network.QUIC",
      Kind.FLAG,
      "false",
      "daemon: whether addresses with /quic-v1 are dialled and listened on"),
  TLS(
      "Swarm.Transports.Security.TLS",
      Kind.PRIORITY,
      "100",
      "daemon: TLS 1.3 with peers; the lower number is preferred"),
  NOISE(
      "Swarm.Transports.Security.Noise",
      Kind.PRIORITY,
      "200",
      "daemon: Noise with peers; the lower number is preferred"),
  BOOTSTRAP("Bootstrap", Kind.PEER_ADDRESSES, "[]", "daemon: peers to be connected to"),
  MDNS(
      "Discovery.MDNS.Enabled",
      Kind.FLAG,
      "true",
      "daemon: whether it finds, and tells of itself to, the local network's peers"),
  PEERING("Peering.Peers", Kind.PEERS, "[]", "daemon: peers to be connected to, never trimmed"),
  ROUTING_TYPE(
      "Routing.Type",
      Kind.ROUTING,
      "\"auto\"",
      "daemon: its part in the DHTs: none, auto, autoclient, dht, dhtclient, dhtserver; none with"
          + " delegated, too"),
  ROUTING_LOOPBACK(
      "Routing.LoopbackAddressesOnLanDHT",
      Kind.FLAG,
      "false",
      "daemon: whether nodes of one machine find each other in the local network's DHT"),
  PROVIDE_ENABLED(
      "Provide.Enabled",
      Kind.FLAG,
      "true",
      "daemon: whether what is here is announced to the DHTs of Routing.Type"),
  PROVIDE_STRATEGY(
      "Provide.Strategy",
      Kind.STRATEGY,
      "\"all\"",
      "daemon: which blocks are announced: all, pinned, roots; others of Kubo's count as the"
          + " nearest"),
  PROVIDE_INTERVAL(
      "Provide.DHT.Interval",
      Kind.INTERVAL,
      "\"22h\"",
      "daemon: how often all is announced again, 10m to 32h; \"0\" for never"),
  ROUTERS(
      "Routing.DelegatedRouters",
      Kind.ROUTERS,
      "[]",
      "daemon: routers that are asked over HTTP who has a block, where peers are and for names"),
  RETRIEVAL(
      "HTTPRetrieval.Enabled",
      Kind.FLAG,
      "true",
      "daemon: whether blocks are fetched over HTTP from providers that routing names"),
  RETRIEVAL_ALLOWED(
      "HTTPRetrieval.Allowlist",
      Kind.LIST,
      "[]",
      "daemon: the only hosts that are asked so; without TLS and in private networks, too"),
  RETRIEVAL_DENIED(
      "HTTPRetrieval.Denylist", Kind.LIST, "[]", "daemon: hosts that are never asked so"),
  RETRIEVAL_WORKERS(
      "HTTPRetrieval.NumWorkers",
      Kind.WORKERS,
      "16",
      "daemon: blocks that are fetched over HTTP at once"),
  RETRIEVAL_BLOCK(
      "HTTPRetrieval.MaxBlockSize",
      Kind.BLOCK,
      "\"2MiB\"",
      "daemon: bytes of a block over HTTP, 4MiB at most"),
  RETRIEVAL_ANY_CERTIFICATE(
      "HTTPRetrieval.TLSInsecureSkipVerify",
      Kind.FLAG,
      "false",
      "daemon: whether a server's certificate may be anybody's"),
  LOG_LEVEL("Log.Level", Kind.TEXT, "\"\"", "daemon: how much it logs, as `warn,provider=debug`"),
  NETWORK_FILE("Ledger.Network", Kind.TEXT, "\"\"", "ledger: the network's file"),
  LEDGER_URL(
      "Ledger.URL",
      Kind.TEXTS,
      "\"\"",
      "ledger: where it answers, if not as the file says; the first that serves is asked"),
  PROVIDER_CAPACITY("Provider.Capacity", Kind.SIZE, "\"0\"", "provider: bytes of pieces at most"),
  PROVIDER_PRICE("Provider.Price", Kind.AMOUNT, "\"\"", "provider: CAIRN per GiB and day"),
  PROVIDER_MIN_SIZE("Provider.MinSize", Kind.SIZE, "\"1\"", "provider: smallest piece"),
  PROVIDER_MAX_SIZE("Provider.MaxSize", Kind.SIZE, "\"32GiB\"", "provider: largest piece"),
  PROVIDER_MAX_TERM("Provider.MaxTerm", Kind.NUMBER, "3650", "provider: longest term, in periods"),
  PROVIDER_PAYOUT("Provider.Payout", Kind.TEXT, "\"\"", "provider: address that is paid");

  final String path;
  final Kind kind;

  /// As JSON; `null` where what is not set is decided by another key.
  final String fallback;

  final String by;

  Key(String path, Kind kind, String fallback, String by) {
    this.path = path;
    this.kind = kind;
    this.fallback = fallback;
    this.by = by;
  }

  static Optional<Key> of(String path) {
    return Arrays.stream(values()).filter(k -> k.path.equals(path)).findFirst();
  }

  /// The value as it will be kept.
  ///
  /// @throws InvalidConfig if the value is not of the key's kind
  JsonNode check(JsonNode value) {
    return value.isNull() ? value : kind.check(path, value);
  }
}
