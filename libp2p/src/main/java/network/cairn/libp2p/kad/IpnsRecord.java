package network.cairn.libp2p.kad;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import network.cairn.ipld.codec.dagcbor.DagCbor;
import network.cairn.ipld.model.Node;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PublicKey;
import network.cairn.proto.libp2p.KadProto;

/// What counts of a signed record of a name (specs.ipfs.tech, IPNS record).
///
/// @param value the path that the name stands for, as it was signed
/// @param sequence unsigned; the greater one is newer
/// @param until when it ends to be true
/// @param keep how long who has read it may keep it before asking again; zero where it does not say
public record IpnsRecord(String value, BigInteger sequence, Instant until, Duration keep)
    implements Comparable<IpnsRecord> {
  /// Bytes of a whole record.
  public static final int MAX_SIZE = 10 * 1024;

  private static final byte[] SIGNED = "ipns-signature:".getBytes(StandardCharsets.US_ASCII);
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(Long.SIZE);
  private static final int END_OF_LIFE = 0;

  /// Reads a record of a name and checks it: size, key, signature over its data, that the older
  /// fields beside the data say the same, and that it has not ended.
  ///
  /// @throws InvalidValue if one of these does not hold
  public static IpnsRecord check(PeerId name, byte[] bytes, Instant now) throws InvalidValue {
    if (bytes.length > MAX_SIZE) {
      throw new InvalidValue("IPNS record of " + bytes.length + " bytes, at most " + MAX_SIZE);
    }
    try {
      KadProto.IpnsEntry entry = KadProto.IpnsEntry.parseFrom(bytes);
      if (entry.getSignatureV2().isEmpty() || entry.getData().isEmpty()) {
        throw new InvalidValue("IPNS record without data that is signed");
      }
      byte[] data = entry.getData().toByteArray();
      byte[] signed = new byte[SIGNED.length + data.length];
      System.arraycopy(SIGNED, 0, signed, 0, SIGNED.length);
      System.arraycopy(data, 0, signed, SIGNED.length, data.length);
      if (!key(name, entry).verify(signed, entry.getSignatureV2().toByteArray())) {
        throw new InvalidValue("IPNS record whose signature does not hold");
      }
      return read(entry, DagCbor.decodeRelaxed(data), now);
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidValue("IPNS record that is no protobuf: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new InvalidValue("IPNS record that cannot be read: " + e.getMessage(), e);
    }
  }

  private static PublicKey key(PeerId name, KadProto.IpnsEntry entry) throws InvalidValue {
    Optional<PublicKey> key =
        entry.getPublicKey().isEmpty()
            ? name.inlineKey()
            : Optional.of(PublicKey.decode(entry.getPublicKey().toByteArray()));
    return key.filter(k -> PeerId.of(k).equals(name))
        .orElseThrow(() -> new InvalidValue("IPNS record without the key of its name " + name));
  }

  private static IpnsRecord read(KadProto.IpnsEntry entry, Node data, Instant now)
      throws InvalidValue {
    BigInteger sequence = number(data, "Sequence");
    byte[] validity = bytes(data, "Validity");
    if (number(data, "ValidityType").intValueExact() != END_OF_LIFE) {
      throw new InvalidValue("IPNS record with another validity than an end of life");
    }
    if (!entry.getSignatureV1().isEmpty() || !entry.getValue().isEmpty()) {
      boolean same =
          entry.getValue().equals(ByteString.copyFrom(bytes(data, "Value")))
              && entry.getValidity().equals(ByteString.copyFrom(validity))
              && entry.getValidityType() == END_OF_LIFE
              && unsigned(entry.getSequence()).equals(sequence)
              && unsigned(entry.getTtl()).equals(number(data, "TTL"));
      if (!same) {
        throw new InvalidValue("IPNS record whose fields say something else than its signed data");
      }
    }
    Instant until = instant(new String(validity, StandardCharsets.US_ASCII));
    if (!until.isAfter(now)) {
      throw new InvalidValue("IPNS record that ended at " + until);
    }
    String value = new String(bytes(data, "Value"), StandardCharsets.UTF_8);
    return new IpnsRecord(value, sequence, until, keep(data));
  }

  /// Nanoseconds in the record; what is no number of them says nothing.
  private static Duration keep(Node data) {
    return data.child("TTL").orElse(null) instanceof Node.Int(BigInteger nanos)
            && nanos.signum() > 0
            && nanos.bitLength() < Long.SIZE
        ? Duration.ofNanos(nanos.longValue())
        : Duration.ZERO;
  }

  private static Instant instant(String text) throws InvalidValue {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new InvalidValue("IPNS record that ends at no time", e);
    }
  }

  private static BigInteger unsigned(long number) {
    return number < 0 ? BigInteger.valueOf(number).add(MODULUS) : BigInteger.valueOf(number);
  }

  private static BigInteger number(Node data, String field) throws InvalidValue {
    if (data.child(field).orElse(null) instanceof Node.Int(BigInteger value)) {
      return value;
    }
    throw new InvalidValue("IPNS record whose data has no number " + field);
  }

  private static byte[] bytes(Node data, String field) throws InvalidValue {
    if (data.child(field).orElse(null) instanceof Node.Bytes value) {
      return value.value();
    }
    throw new InvalidValue("IPNS record whose data has no bytes " + field);
  }

  /// The routing key of a name: `/ipns/` and the peer id's bytes.
  static Optional<PeerId> name(byte[] key, String prefix) {
    byte[] start = prefix.getBytes(StandardCharsets.US_ASCII);
    if (key.length <= start.length || !Arrays.equals(start, Arrays.copyOf(key, start.length))) {
      return Optional.empty();
    }
    try {
      return Optional.of(PeerId.decode(Arrays.copyOfRange(key, start.length, key.length)));
    } catch (InvalidPeer _) {
      return Optional.empty();
    }
  }

  /// Newer is greater: by sequence, then by end.
  @Override
  public int compareTo(IpnsRecord other) {
    int bySequence = sequence.compareTo(other.sequence);
    return bySequence != 0 ? bySequence : until.compareTo(other.until);
  }
}
