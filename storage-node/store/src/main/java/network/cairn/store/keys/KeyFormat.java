package network.cairn.store.keys;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PrivateKey;

/// Forms of private keys in files, as Kubo exports and imports them. None is encrypted.
public enum KeyFormat {
  /// libp2p's protobuf.
  LIBP2P("libp2p-protobuf-cleartext", "key"),
  /// PKCS #8 in PEM, as OpenSSL has it.
  PEM("pem-pkcs8-cleartext", "pem");

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final String TYPE = "PRIVATE KEY";
  private static final int LINE = 64;

  private final String label;
  private final String ending;

  KeyFormat(String label, String ending) {
    this.label = label;
    this.ending = ending;
  }

  /// Its name on the command line.
  public String label() {
    return label;
  }

  /// What a file of it is called behind the key's name and a point.
  public String ending() {
    return ending;
  }

  /// @throws KeyRefused if there is none of the name
  public static KeyFormat named(String label) {
    for (KeyFormat format : values()) {
      if (format.label.equals(label)) {
        return format;
      }
    }
    throw new KeyRefused("unrecognized key format: " + label);
  }

  /// The content of a file.
  public byte[] encode(PrivateKey key) {
    return switch (this) {
      case LIBP2P -> key.protobuf();
      case PEM -> pem(key.pkcs8());
    };
  }

  private static byte[] pem(byte[] der) {
    String text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
    return (BEGIN + TYPE + DASHES + "\n" + text + "\n" + END + TYPE + DASHES + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// Reads a file's content.
  ///
  /// @throws KeyRefused if it is no key of the form; the message never holds key bytes
  public PrivateKey decode(byte[] content) {
    try {
      return switch (this) {
        case LIBP2P -> PrivateKey.decode(content);
        case PEM -> PrivateKey.ofPkcs8(der(content));
      };
    } catch (InvalidPeer e) {
      boolean other = this == LIBP2P && text(content).contains(BEGIN);
      throw new KeyRefused(
          other
              ? "unexpected PEM block for format=" + label + ": try again with format=" + PEM.label
              : "unable to unmarshall format=" + label + ": " + e.getMessage());
    }
  }

  private static byte[] der(byte[] content) {
    List<String> lines = text(content).lines().map(String::strip).toList();
    int begin = 0;
    while (begin < lines.size() && !lines.get(begin).startsWith(BEGIN)) {
      begin++;
    }
    if (begin == lines.size()) {
      throw new KeyRefused("PEM block not found in input data");
    }
    String type = lines.get(begin).substring(BEGIN.length()).replace(DASHES, "");
    if (!type.equals(TYPE)) {
      // What is no label (RFC 7468) may be part of the secret.
      String got = type.matches("[A-Z0-9 ]{1,40}") ? type : "something that is no type";
      throw new KeyRefused("expected " + TYPE + " type in PEM block but got: " + got);
    }
    int end = lines.indexOf(END + TYPE + DASHES);
    if (end < begin) {
      throw new KeyRefused("PEM block not found in input data: it does not end");
    }
    try {
      return Base64.getDecoder().decode(String.join("", lines.subList(begin + 1, end)));
    } catch (IllegalArgumentException e) {
      throw new KeyRefused("the PEM block holds something that is no base64");
    }
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1);
  }
}
