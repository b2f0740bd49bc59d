package network.cairn.libp2p.multiaddr;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The protocols of multiformats/multiaddr `protocols.csv`. `/ipfs` is read as `/p2p`.
public enum Protocol {
  IP4(4, "ip4", 32, IpValue.V4),
  TCP(6, "tcp", 16, NumberValue.PORT),
  DCCP(33, "dccp", 16, NumberValue.PORT),
  IP6(41, "ip6", 128, IpValue.V6),
  IP6ZONE(42, "ip6zone", Protocol.VARIABLE, TextValue.NAME),
  IPCIDR(43, "ipcidr", 8, NumberValue.BYTE),
  DNS(53, "dns", Protocol.VARIABLE, TextValue.NAME),
  DNS4(54, "dns4", Protocol.VARIABLE, TextValue.NAME),
  DNS6(55, "dns6", Protocol.VARIABLE, TextValue.NAME),
  DNSADDR(56, "dnsaddr", Protocol.VARIABLE, TextValue.NAME),
  SCTP(132, "sctp", 16, NumberValue.PORT),
  UDP(273, "udp", 16, NumberValue.PORT),
  P2P_WEBRTC_STAR(275, "p2p-webrtc-star", 0, NoValue.NONE),
  P2P_WEBRTC_DIRECT(276, "p2p-webrtc-direct", 0, NoValue.NONE),
  P2P_STARDUST(277, "p2p-stardust", 0, NoValue.NONE),
  WEBRTC_DIRECT(280, "webrtc-direct", 0, NoValue.NONE),
  WEBRTC(281, "webrtc", 0, NoValue.NONE),
  P2P_CIRCUIT(290, "p2p-circuit", 0, NoValue.NONE),
  UDT(301, "udt", 0, NoValue.NONE),
  UTP(302, "utp", 0, NoValue.NONE),
  UNIX(400, "unix", Protocol.VARIABLE, TextValue.PATH),
  P2P(421, "p2p", Protocol.VARIABLE, HashValue.PEER),
  HTTPS(443, "https", 0, NoValue.NONE),
  ONION(444, "onion", 96, OnionValue.V2),
  ONION3(445, "onion3", 296, OnionValue.V3),
  GARLIC64(446, "garlic64", Protocol.VARIABLE, GarlicValue.BASE64),
  GARLIC32(447, "garlic32", Protocol.VARIABLE, GarlicValue.BASE32),
  TLS(448, "tls", 0, NoValue.NONE),
  SNI(449, "sni", Protocol.VARIABLE, TextValue.NAME),
  NOISE(454, "noise", 0, NoValue.NONE),
  QUIC(460, "quic", 0, NoValue.NONE),
  QUIC_V1(461, "quic-v1", 0, NoValue.NONE),
  WEBTRANSPORT(465, "webtransport", 0, NoValue.NONE),
  CERTHASH(466, "certhash", Protocol.VARIABLE, HashValue.CERTIFICATE),
  WS(477, "ws", 0, NoValue.NONE),
  WSS(478, "wss", 0, NoValue.NONE),
  P2P_WEBSOCKET_STAR(479, "p2p-websocket-star", 0, NoValue.NONE),
  HTTP(480, "http", 0, NoValue.NONE),
  HTTP_PATH(481, "http-path", Protocol.VARIABLE, TextValue.ESCAPED),
  MEMORY(777, "memory", 64, NumberValue.LONG);

  /// The size of protocols whose value has a length prefix.
  static final int VARIABLE = -1;

  private static final Map<String, Protocol> BY_NAME = new HashMap<>();
  private static final Map<Integer, Protocol> BY_CODE = new HashMap<>();

  static {
    Arrays.stream(values()).forEach(p -> BY_NAME.put(p.text, p));
    Arrays.stream(values()).forEach(p -> BY_CODE.put(p.code, p));
    BY_NAME.put("ipfs", P2P);
  }

  private final int code;
  private final String text;
  private final int bits;
  private final ValueCodec codec;

  Protocol(int code, String text, int bits, ValueCodec codec) {
    this.code = code;
    this.text = text;
    this.bits = bits;
    this.codec = codec;
  }

  /// The multicodec number.
  public int code() {
    return code;
  }

  /// The name in text form.
  public String text() {
    return text;
  }

  /// Whether a value follows the name.
  public boolean hasValue() {
    return bits != 0;
  }

  boolean variable() {
    return bits == VARIABLE;
  }

  /// Whether the value takes all the rest of the text.
  boolean takesRest() {
    return codec == TextValue.PATH;
  }

  /// The value's bytes where the size is fixed.
  int fixedBytes() {
    return bits / 8;
  }

  ValueCodec codec() {
    return codec;
  }

  /// The protocol of this name.
  public static Optional<Protocol> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  static Optional<Protocol> coded(long code) {
    return code > Integer.MAX_VALUE
        ? Optional.empty()
        : Optional.ofNullable(BY_CODE.get((int) code));
  }
}
